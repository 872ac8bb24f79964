import { own } from '../../../core/run/own.ts'
import { latestIn } from '../commands/find.ts'
import type { DeclaredStage } from '../machine/declaration.ts'
import { currentDeclaration, isOpen, recordOf } from '../machine/machine.ts'
import type {
  ActionRecord,
  ConditionPlace,
  ExecutionRecord,
  PipelineRecord,
  StageRecord,
  WorkRecord,
} from '../machine/records.ts'
import { seconds } from './seconds.ts'

/** `GetPipelineState`: of each stage what the execution did that entered it last. */
export function pipelineState(pipeline: PipelineRecord): object {
  return {
    pipelineName: pipeline.name,
    pipelineVersion: pipeline.declarations.length,
    stageStates: currentDeclaration(pipeline).stages.map((stage, position) => stageState(pipeline, stage, position)),
    created: seconds(pipeline.created),
    updated: seconds(pipeline.updated),
  }
}

function stageState(pipeline: PipelineRecord, declared: DeclaredStage, position: number): object {
  const latest = latestIn(pipeline, declared.name) ?? skippedIn(pipeline, declared.name)
  const inbound = pipeline.executions
    .filter((each) => isOpen(each) && !each.inStage && !each.parked && each.position === position)
    .map(({ id, type }) => ({ pipelineExecutionId: id, status: 'InProgress', type }))
  return {
    stageName: declared.name,
    ...(inbound.length > 0 && { inboundExecution: inbound.at(-1), inboundExecutions: inbound }),
    inboundTransitionState: transitionState(pipeline, declared.name),
    actionStates: declared.actions.map(({ name }) => actionState(name, latest)),
    ...(latest !== undefined && {
      latestExecution: {
        pipelineExecutionId: latest.execution.id,
        status: latest.stage.status,
        type: latest.execution.type,
      },
      ...conditionState('beforeEntryConditionState', 'beforeEntry', latest.stage),
      ...conditionState('onSuccessConditionState', 'onSuccess', latest.stage),
      ...conditionState('onFailureConditionState', 'onFailure', latest.stage),
      ...retries(latest.stage),
    }),
  }
}

/** A stage that was only ever skipped shows that. */
function skippedIn({ executions }: PipelineRecord, name: string) {
  const execution = executions.findLast((each) => recordOf(each, name) !== undefined)
  return execution === undefined ? undefined : { execution, stage: recordOf(execution, name)! }
}

function transitionState({ transitions }: PipelineRecord, name: string): object {
  const disabled = own(transitions, name)
  if (disabled === undefined) return { enabled: true }
  const { reason, at, by } = disabled
  return { enabled: false, lastChangedBy: by, lastChangedAt: seconds(at), disabledReason: reason }
}

function actionState(
  actionName: string,
  latest: { readonly execution: ExecutionRecord; readonly stage: StageRecord } | undefined,
): object {
  const action = latest?.stage.actions.findLast(({ name }) => name === actionName)
  if (latest === undefined || action === undefined) return { actionName }
  // After an update the state shows a pending approval as failed, and history as in progress (recorded).
  const stale = latest.execution.parked === true && action.status === 'InProgress'
  const pending = action.type.category === 'Approval' && action.status === 'InProgress' && !stale
  const { logStreamArn } = action
  return {
    actionName,
    latestExecution: {
      actionExecutionId: action.id,
      ...workState(action, stale ? 'Failed' : action.status),
      ...(pending && { token: action.id }),
      ...(logStreamArn !== undefined && { logStreamARN: logStreamArn }),
    },
    ...revisionOf(latest.execution, action),
  }
}

function revisionOf({ revisions }: ExecutionRecord, { type, outputs, updated }: ActionRecord): object {
  const revision = revisions.find(({ name }) => outputs.some((output) => output.name === name))
  if (type.category !== 'Source' || revision === undefined) return {}
  const { revisionId, created = updated } = revision
  return { currentRevision: { revisionId, revisionChangeId: revisionId, created: seconds(created) } }
}

function workState(work: WorkRecord, status: string): object {
  const { summary, updatedBy, externalExecutionId, externalExecutionUrl, error } = work
  return {
    status,
    ...(summary !== undefined && { summary }),
    lastStatusChange: seconds(work.updated),
    ...(updatedBy !== undefined && { lastUpdatedBy: updatedBy }),
    ...(externalExecutionId !== undefined && { externalExecutionId }),
    ...(externalExecutionUrl !== undefined && { externalExecutionUrl }),
    ...(error !== undefined && { errorDetails: error }),
  }
}

function conditionState(member: string, place: ConditionPlace, stage: StageRecord): object {
  const condition = stage.conditions[place]
  if (condition === undefined) return {}
  const { status, updated, rules } = condition
  const runs = stage.rules.filter(({ id }) => rules.includes(id))
  const ruleStates = runs.map((rule) => ({
    ruleName: rule.name,
    latestExecution: { ruleExecutionId: rule.id, ...workState(rule, rule.status) },
  }))
  return {
    [member]: {
      latestExecution: { status },
      conditionStates: [{ latestExecution: { status, lastStatusChange: seconds(updated) }, ruleStates }],
    },
  }
}

function retries({ automaticRetries, manualRetries, latestRetryTrigger }: StageRecord): object {
  if (latestRetryTrigger === undefined) return {}
  return {
    retryStageMetadata: {
      autoStageRetryAttempt: automaticRetries,
      manualStageRetryAttempt: manualRetries,
      latestRetryTrigger,
    },
  }
}
