import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { runCommand } from '../../../../test/support/pipeline-trial.ts'
import {
  executionId,
  type Fault,
  Refusal,
  type ScriptedCodePipeline,
  type ScriptedExecution,
  type ScriptedPipeline,
  scriptedAction,
  scriptedExecution,
  scriptedPipeline,
  startScriptedCodePipeline,
} from '../../../../test/support/scripted-codepipeline.ts'
import { loadPipelineCommand, type PipelineCommand } from '../commands.ts'

const [id, former, begun, token] = [executionId(1), executionId(2), executionId(3), executionId(9)]
const ana = 'arn:aws:iam::111111111111:user/ana'
const approval = { actionExecutionId: token, input: { actionTypeId: { category: 'Approval' } } }
let service: ScriptedCodePipeline
let shop: ScriptedPipeline
let run: ScriptedExecution
/** What the service did, each time that it did something. */
let done: string[]
beforeEach(async () => {
  service = await startScriptedCodePipeline()
  done = []
  shop = scriptedPipeline('shop')
  const stages = shop.definition.stages!.map((stage) =>
    stage.name === 'Production' ? { ...stage, beforeEntry: { conditions: [{ result: 'FAIL' }] } } : stage,
  )
  shop.definition = { ...shop.definition, stages }
  const deployed = [scriptedAction('Production/Deploy', 'Succeeded', [1])]
  run = scriptedExecution(id, service.clock.now(), {
    actions: [scriptedAction('Approval/Approve', 'InProgress', [1], approval)],
  })
  shop.executions = [
    run,
    scriptedExecution(former, service.clock.now(), { status: 'Succeeded', pipelineVersion: 3, actions: deployed }),
  ]
  inStage('Succeeded')
  service.pipelines.set('shop', shop)
  Object.assign(service.handlers, handlers)
})
afterEach(() => service.stop())

function inStage(status: string, conditionStatus = 'Succeeded'): void {
  shop.states = [
    {
      stageName: 'Production',
      latestExecution: { pipelineExecutionId: id, status },
      beforeEntryConditionState: { latestExecution: { status: conditionStatus } },
    },
  ]
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

function effect(what: string): object {
  done.push(what)
  return {}
}

const failed = (condition = 'Succeeded') => {
  run.status = 'Failed'
  run.actions = [scriptedAction('Production/Deploy', 'Failed', [1])]
  inStage('Failed', condition)
}
interface Case {
  readonly inputs?: Readonly<Record<string, unknown>>
  readonly prepare?: () => void
  readonly effects: readonly string[]
}
const stage = { pipelineStage: 'Production' }
const cases: Partial<Record<PipelineCommand, Case>> = {
  list: { effects: [] },
  show: { effects: [] },
  start: { inputs: { detach: true, supersede: true }, effects: ['Rejected'] },
  approve: { effects: ['Approved'] },
  reject: { effects: ['Rejected'] },
  retry: { inputs: { detach: true }, prepare: failed, effects: ['retried'] },
  rollback: { inputs: { ...stage, to: former, detach: true }, effects: ['rolled back'] },
  override: { inputs: { ...stage, detach: true }, prepare: () => failed('Failed'), effects: ['overridden'] },
  stop: { inputs: { execution: id }, effects: ['stopped'] },
  transitions: { inputs: { ...stage, transition: 'disabled', reason: 'freeze' }, effects: ['disabled'] },
  follow: {
    inputs: { execution: id },
    prepare: () => service.at(400, () => Object.assign(run, { status: 'Succeeded', actions: [] })),
    effects: [],
  },
}
/** The calls that each command makes. */
const calls: Partial<Record<PipelineCommand, readonly string[]>> = {
  list: ['ListPipelineExecutions'],
  show: ['GetPipelineState', 'ListPipelineExecutions', 'GetPipelineExecution'],
  start: [
    'GetPipeline',
    'ListPipelineExecutions',
    'StartPipelineExecution',
    'ListActionExecutions',
    'PutApprovalResult',
  ],
  approve: ['GetPipeline', 'ListPipelineExecutions', 'ListActionExecutions', 'PutApprovalResult'],
  reject: ['GetPipeline', 'ListPipelineExecutions', 'ListActionExecutions', 'PutApprovalResult'],
  retry: [
    'ListPipelineExecutions',
    'GetPipelineExecution',
    'ListActionExecutions',
    'ListRuleExecutions',
    'RetryStageExecution',
  ],
  rollback: ['GetPipeline', 'GetPipelineState', 'ListPipelineExecutions', 'GetPipelineExecution', 'RollbackStage'],
  override: ['GetPipeline', 'GetPipelineState', 'OverrideStageCondition', 'GetPipelineExecution'],
  stop: [
    'GetPipeline',
    'GetPipelineExecution',
    'StopPipelineExecution',
    'ListActionExecutions',
    'ListPipelineExecutions',
  ],
  transitions: ['GetPipelineState', 'DisableStageTransition'],
  follow: ['ListActionExecutions', 'GetPipelineExecution', 'GetPipeline'],
}

async function perform(name: PipelineCommand) {
  const { inputs, prepare } = cases[name]!
  prepare?.()
  const { outputs } = await runCommand(await loadPipelineCommand[name](), service, { pipeline: 'shop', ...inputs })
  return (outputs as { outcome: string }).outcome
}

const names = Object.keys(cases) as PipelineCommand[]
test.each(names)('%s makes just the calls of this table', async (name) => {
  await perform(name)
  const made = new Set(service.calls.map((call) => call.name))
  expect([...made].filter((call) => !calls[name]!.includes(call))).toEqual([])
  expect(calls[name]!.filter((call) => !made.has(call))).toEqual([])
})

const throttling: Fault = { code: 'ThrottlingException', message: 'Rate exceeded' }
/** Each operation once, at the first command that makes it. */
const operations = [...new Set(names.flatMap((name) => calls[name]!))].map(
  (call) => [call, names.find((name) => calls[name]!.includes(call))!] as const,
)
test.each(operations)('five minutes of throttling at %s do not decide how %s ends', async (call, name) => {
  let since: number | undefined
  service.fault = (made) => {
    if (made !== call) return undefined
    since ??= service.clock.elapsed()
    // The minutes pass sooner than calls are repeated.
    service.clock.push(10_000)
    return service.clock.elapsed() - since < 300_000 ? throttling : undefined
  }
  expect(await perform(name)).toBe('succeeded')
  expect(done).toEqual(cases[name]!.effects)
})

const short: readonly (readonly [string, Fault])[] = [
  ['a failure of the service', { code: 'InternalFailure', status: 500 }],
  ['a page of a gateway', { status: 503, html: '<html>' }],
  ['a broken connection', 'reset'],
]
const each = names.flatMap((name) => calls[name]!.map((call) => [name, call] as const))
test.each(each)('%s survives failures at %s, and acts once', async (name, call) => {
  const faults = short.map(([, fault]) => fault)
  service.fault = (made) => (made === call ? faults.shift() : undefined)
  expect(await perform(name)).toBe('succeeded')
  expect(done).toEqual(cases[name]!.effects)
})

const changing = each.filter(([, call]) => !/^(Get|List)/.test(call) && call !== 'StartPipelineExecution')
test.each(changing)('%s acts once, although the answer to %s is lost', async (name, call) => {
  let lost = 0
  service.fault = (made, body) => {
    if (made !== call || lost++ > 0) return undefined
    service.handlers[call]!(body, shop)
    return 'reset'
  }
  expect(['succeeded', 'no-changes']).toContain(await perform(name))
  expect(done.length - (call === 'DisableStageTransition' ? 1 : 0)).toBe(1)
})

test.each(operations)('credentials that expire at %s and are renewed do not decide how %s ends', async (call, name) => {
  let refused = 0
  service.fault = (made) =>
    made === call && service.calls.length > 1 && refused++ < 2 ? { code: 'ExpiredTokenException' } : undefined
  expect(await perform(name)).toBe('succeeded')
  expect(done).toEqual(cases[name]!.effects)
})
