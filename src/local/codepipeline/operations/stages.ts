import { answerApproval } from '../commands/answer-approval.ts'
import { changeTransition } from '../commands/change-transition.ts'
import { overrideCondition } from '../commands/override-condition.ts'
import { retryStage } from '../commands/retry-stage.ts'
import { rollbackStage } from '../commands/rollback-stage.ts'
import type { InputOf } from '../requests/check-request.ts'
import { seconds } from '../views/seconds.ts'
import { type Call, changing } from './call.ts'

export function approve(call: Call, input: InputOf<'PutApprovalResult'>): object {
  const { pipelineName, result, ...request } = input
  changing(call, pipelineName, (machine) => answerApproval(machine, { ...request, ...result, by: call.caller.arn }))
  return { approvedAt: seconds(call.engine.now()) }
}

export function retry(call: Call, { pipelineName, ...request }: InputOf<'RetryStageExecution'>): object {
  changing(call, pipelineName, (machine) => retryStage(machine, request))
  return { pipelineExecutionId: request.pipelineExecutionId }
}

export function rollback(call: Call, { pipelineName, ...request }: InputOf<'RollbackStage'>): object {
  const by = call.caller.arn
  return { pipelineExecutionId: changing(call, pipelineName, (machine) => rollbackStage(machine, { ...request, by })) }
}

export function override(call: Call, { pipelineName, ...request }: InputOf<'OverrideStageCondition'>): object {
  changing(call, pipelineName, (machine) => overrideCondition(machine, request))
  return {}
}

export function disable(call: Call, input: InputOf<'DisableStageTransition'>): object {
  return transition(call, input, input.reason)
}

export function enable(call: Call, input: InputOf<'EnableStageTransition'>): object {
  return transition(call, input, undefined)
}

/** Executions are held before a stage; what leaves one enters the next. */
function transition(call: Call, input: InputOf<'EnableStageTransition'>, reason: string | undefined): object {
  const { pipelineName, stageName, transitionType } = input
  const by = call.caller.arn
  changing(call, pipelineName, (machine) => changeTransition(machine, { stageName, transitionType, reason, by }))
  return {}
}
