import { loadPipelineCommand, type PipelineCommand } from '../../src/stages/pipeline/commands.ts'
import { runCommand } from './pipeline-trial.ts'
import {
  executionId,
  Refusal,
  type ScriptedCodePipeline,
  scriptedAction,
  scriptedExecution,
  scriptedPipeline,
  startScriptedCodePipeline,
} from './scripted-codepipeline.ts'

/** A pipeline by a script, on which each command has something to do, and does it once. */
export interface DrivenShop {
  readonly service: ScriptedCodePipeline
  /** What the service did, each time that it did something. */
  readonly done: string[]
  /** Brings the pipeline to the state in which a command has something to do. */
  prepare(name: DrivenCommand): void
  /** Runs a command. @returns its outputs */
  perform(name: DrivenCommand): Promise<Readonly<Record<string, unknown>>>
}

/** What each command is given here, and what it does. */
interface Case {
  readonly inputs?: Readonly<Record<string, unknown>>
  readonly effects: readonly string[]
}

const [id, former, begun, token] = [executionId(1), executionId(2), executionId(3), executionId(9)]
const ana = 'arn:aws:iam::111111111111:user/ana'
const approval = { actionExecutionId: token, input: { actionTypeId: { category: 'Approval' } } }
const stage = { pipelineStage: 'Production' }

/** Every command that calls the service. */
export const drivenCommands = {
  list: { effects: [] },
  show: { effects: [] },
  start: { inputs: { detach: true, supersede: true }, effects: ['Rejected'] },
  approve: { effects: ['Approved'] },
  reject: { effects: ['Rejected'] },
  retry: { inputs: { detach: true }, effects: ['retried'] },
  rollback: { inputs: { ...stage, to: former, detach: true }, effects: ['rolled back'] },
  override: { inputs: { ...stage, detach: true }, effects: ['overridden'] },
  stop: { inputs: { execution: id }, effects: ['stopped'] },
  transitions: { inputs: { ...stage, transition: 'disabled', reason: 'freeze' }, effects: ['disabled'] },
  follow: { inputs: { execution: id }, effects: [] },
} satisfies Partial<Record<PipelineCommand, Case>>

export type DrivenCommand = keyof typeof drivenCommands

/**
 * Starts the service; stop it afterwards.
 * @param followedSeconds after which the execution that is followed succeeds
 */
export async function drivenShop(followedSeconds = 400): Promise<DrivenShop> {
  const service = await startScriptedCodePipeline()
  const done: string[] = []
  const shop = scriptedPipeline('shop')
  const stages = shop.definition.stages!.map((stage) =>
    stage.name === 'Production' ? { ...stage, beforeEntry: { conditions: [{ result: 'FAIL' }] } } : stage,
  )
  shop.definition = { ...shop.definition, stages }
  const deployed = [scriptedAction('Production/Deploy', 'Succeeded', [1])]
  const run = scriptedExecution(id, service.clock.now(), {
    actions: [scriptedAction('Approval/Approve', 'InProgress', [1], approval)],
  })
  shop.executions = [
    run,
    scriptedExecution(former, service.clock.now(), { status: 'Succeeded', pipelineVersion: 3, actions: deployed }),
  ]
  const inStage = (status: string, conditionStatus = 'Succeeded') => {
    const latestExecution = { pipelineExecutionId: id, status }
    const beforeEntryConditionState = { latestExecution: { status: conditionStatus } }
    shop.states = [{ stageName: 'Production', latestExecution, beforeEntryConditionState }]
  }
  inStage('Succeeded')
  service.pipelines.set('shop', shop)
  const effect = (what: string): object => {
    done.push(what)
    return {}
  }
  const failed = (condition = 'Succeeded') => {
    run.status = 'Failed'
    run.actions = [scriptedAction('Production/Deploy', 'Failed', [1])]
    inStage('Failed', condition)
  }

  /** Each refuses what the service would refuse the second time. */
  const handlers: ScriptedCodePipeline['handlers'] = {
    PutApprovalResult({ result }) {
      if (run.actions[0]!.status !== 'InProgress') throw new Refusal('ApprovalAlreadyCompletedException', 'answered')
      const { status } = result as { status: string }
      run.actions = run.actions.map((action) => ({
        ...action,
        status: status === 'Approved' ? 'Succeeded' : 'Failed',
        updatedBy: ana,
      }))
      return effect(status)
    },
    StopPipelineExecution() {
      if (run.status !== 'InProgress') throw new Refusal('DuplicatedStopRequestException', 'stops already')
      Object.assign(run, { status: 'Stopped', actions: [] })
      return effect('stopped')
    },
    RetryStageExecution() {
      if (run.status !== 'Failed') throw new Refusal('StageNotRetryableException', 'it runs')
      run.status = 'InProgress'
      return effect('retried')
    },
    RollbackStage({ targetPipelineExecutionId }) {
      if (shop.executions.some(({ executionType }) => executionType === 'ROLLBACK'))
        throw new Refusal('UnableToRollbackStageException', 'a rollback is in it')
      const rollbackMetadata = { rollbackTargetPipelineExecutionId: String(targetPipelineExecutionId) }
      shop.executions.unshift(
        scriptedExecution(begun, service.clock.now(), { executionType: 'ROLLBACK', rollbackMetadata }),
      )
      return { ...effect('rolled back'), pipelineExecutionId: begun }
    },
    OverrideStageCondition() {
      if (run.status !== 'Failed') throw new Refusal('ConditionNotOverridableException', 'it is overridden')
      run.status = 'InProgress'
      inStage('InProgress', 'Overridden')
      return effect('overridden')
    },
    DisableStageTransition: () => effect('disabled'),
  }

  Object.assign(service.handlers, handlers)
  const prepare: Partial<Record<DrivenCommand, () => void>> = {
    retry: () => failed(),
    override: () => failed('Failed'),
    follow: () => service.at(followedSeconds, () => Object.assign(run, { status: 'Succeeded', actions: [] })),
  }
  return {
    service,
    done,
    prepare: (name) => prepare[name]?.(),
    async perform(name) {
      const { inputs }: Case = drivenCommands[name]
      const command = await loadPipelineCommand[name]()
      return (await runCommand(command, service, { pipeline: 'shop', ...inputs })).outputs as Record<string, unknown>
    },
  }
}
