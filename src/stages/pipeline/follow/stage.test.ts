import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { saying } from '../../../../test/support/in-command-words.ts'
import { runCommand } from '../../../../test/support/pipeline-trial.ts'
import {
  executionId,
  type Fault,
  type ScriptedCodePipeline,
  type ScriptedExecution,
  scriptedAction,
  scriptedExecution,
  scriptedPipeline,
  startScriptedCodePipeline,
} from '../../../../test/support/scripted-codepipeline.ts'
import type { Context } from '../../../core/run/context.ts'
import { followPipeline } from './stage.ts'

let service: ScriptedCodePipeline
beforeEach(async () => {
  service = await startScriptedCodePipeline()
})
afterEach(() => service.stop())

const [id, other] = [executionId(1), executionId(2)]
const approval = { input: { actionTypeId: { category: 'Approval' } } }
const broken = { output: { executionResult: { errorDetails: { code: 'JobFailed', message: 'exit 1' } } } }

/** An execution that runs, with a first action under way. */
function running(definition: Parameters<typeof scriptedPipeline>[1] = {}): ScriptedExecution {
  const pipeline = scriptedPipeline('shop', definition)
  const run = scriptedExecution(id, service.clock.now())
  run.actions = [scriptedAction('Source/Code', 'InProgress', [0])]
  pipeline.executions = [run]
  service.pipelines.set('shop', pipeline)
  return run
}

/** Ends the execution at this second, with these actions. */
function ends(run: ScriptedExecution, second: number, status: string, actions = run.actions): void {
  service.at(second, () => Object.assign(run, { status, actions }))
}

const follow = (inputs: object = {}, replaced: Partial<Context> = {}) =>
  runCommand(followPipeline, service, { pipeline: 'shop', execution: id, ...inputs }, replaced)

test('an approval that was answered just before the pipeline was changed is not stale', async () => {
  const run = running()
  const waits = scriptedAction('Approval/Ask', 'InProgress', [5], { ...approval, actionExecutionId: 'ask' })
  Object.assign(run, { actions: [waits], pipelineVersion: 3 })
  const pipeline = service.pipelines.get('shop')!
  let changed = false
  service.fault = (name) => {
    // The answer shows in the list once the new definition was read.
    if (name === 'GetPipeline' && service.clock.elapsed() > 20_000 && !changed) {
      changed = true
      pipeline.definition = { ...pipeline.definition, version: 4 }
      const answered = { ...waits, status: 'Succeeded' }
      run.actions = [scriptedAction('Production/Deploy', 'InProgress', [21]), answered]
    }
    return undefined
  }
  ends(run, 60, 'Succeeded', [scriptedAction('Production/Deploy', 'Succeeded', [21, 60])])
  expect((await follow()).outputs).toMatchObject({ outcome: 'succeeded' })
  expect(changed).toBe(true)
})

test('a message of several lines stands below its action, and not beside the actions', async () => {
  const run = running()
  const errorDetails = { code: 'JobFailed', message: 'exit status 1\nbuilding' }
  service.at(10, () =>
    Object.assign(run, {
      status: 'Failed',
      actions: [scriptedAction('Build/Compile', 'Failed', [1, 2], { output: { executionResult: { errorDetails } } })],
    }),
  )
  const error = await runCommand(followPipeline, service, { pipeline: 'shop', execution: id }).catch((each) => each)
  const texts = error.reports.map(({ text = '' }: { readonly text?: string }) => text)
  expect(texts).toContain(`${' '.repeat(22)}exit status 1\n${' '.repeat(22)}building`)
})

test('every stage and all parallel actions are told once, in sections, until the end', async () => {
  const run = running()
  const code = scriptedAction('Source/Code', 'Succeeded', [0, 5], { actionExecutionId: 'code' })
  const [one, two] = [scriptedAction('Build/One', 'InProgress', [8]), scriptedAction('Build/Two', 'InProgress', [8])]
  service.at(8, () => {
    run.actions = [two, one, code]
  })
  const done = { status: 'Succeeded', lastUpdateTime: new Date(Date.UTC(2026, 10, 21, 12, 1)) }
  ends(run, 60, 'Succeeded', [{ ...two, ...done }, { ...one, ...done }, code])
  const { outputs, text, reports } = await follow()
  expect(outputs).toMatchObject({ outcome: 'succeeded', execution: id, status: 'Succeeded', actions: { length: 3 } })
  expect(text.match(/Build\/One \(52 s\)/g)).toHaveLength(1)
  expect(text.match(/InProgress {2}Build\/Two/g)).toHaveLength(1)
  const sections = reports.flatMap((event) => (event.kind === 'section' ? [event.title] : []))
  expect(sections).toEqual(['Stage Source', 'Stage Build', undefined])
  expect(reports).toContainEqual({
    kind: 'progress',
    text: expect.stringMatching(/runs Build\/One, Build\/Two, \d+ s/),
    rows: expect.arrayContaining([
      expect.objectContaining({ name: 'Build', state: 'running', text: '0 of 2 actions' }),
      expect.objectContaining({ name: 'One', state: 'running', isInner: true }),
      expect.objectContaining({ name: 'Two', state: 'running', isInner: true }),
      expect.objectContaining({ name: 'Production', state: 'open' }),
    ]),
  })
  const summary = reports.flatMap((event) => (event.kind === 'summary' ? [event.markdown] : []))
  expect(summary.join()).toContain('| Source | → | Build | → | Approval | → | Production |')
})

test.each([45, 600])('an execution of %i s takes at most 12 calls a minute, and its end is seen soon', async (end) => {
  const run = running()
  ends(run, end, 'Succeeded', [scriptedAction('Source/Code', 'Succeeded', [0, end])])
  await follow()
  const seconds = service.clock.elapsed() / 1000
  expect(seconds - end).toBeLessThan(13)
  expect(service.calls.length).toBeLessThanOrEqual((seconds / 60) * 12 + 3)
})

test('pages of attempts that have ended are read once, so that the end of a large execution is seen soon too', async () => {
  const run = running()
  const many = Array.from({ length: 350 }, (_, index) => scriptedAction(`Build/A${index}`, 'Succeeded', [0, 1]))
  const last = (status: string) => scriptedAction('Build/Last', status, [5], { actionExecutionId: 'last' })
  run.actions = [last('InProgress'), ...many]
  ends(run, 600, 'Succeeded', [last('Succeeded'), ...many])
  const { outputs } = await follow()
  expect(outputs).toMatchObject({ actions: { length: 351 } })
  const seconds = service.clock.elapsed() / 1000
  expect(seconds - 600).toBeLessThan(25)
  expect(service.calls.length).toBeLessThanOrEqual((seconds / 60) * 12 + 3)
  expect(service.calls.filter(({ body }) => body.nextToken !== undefined)).toHaveLength(3)
})

test('an action that runs on an older page is seen to end', async () => {
  const run = running()
  const many = Array.from({ length: 150 }, (_, index) => scriptedAction(`Build/A${index}`, 'Succeeded', [9, 10]))
  const first = (status: string) =>
    scriptedAction('Build/First', status, [5], { ...broken, actionExecutionId: 'first' })
  run.actions = [...many, first('InProgress')]
  ends(run, 100, 'Failed', [...many, first('Failed')])
  await expect(follow()).rejects.toMatchObject({
    reason: 'action-failed',
    message: 'Build/First failed: JobFailed: exit 1',
  })
})

test('an execution on the local AWS is looked at about once a second', async () => {
  const run = running()
  ends(run, 45, 'Succeeded', [scriptedAction('Source/Code', 'Succeeded', [0, 45])])
  await follow({}, { aws: { at: (target) => ({ ...service.aws.at(target), isLocal: true }) } })
  expect(service.clock.elapsed() / 1000 - 45).toBeLessThan(2)
})

test('an execution that pauses between actions keeps the pace too', async () => {
  const run = running()
  run.actions = []
  ends(run, 1200, 'Succeeded')
  await follow()
  expect(service.calls.length).toBeLessThanOrEqual((service.clock.elapsed() / 60_000) * 12)
})

test('attempts past the first page count', async () => {
  const run = running()
  const many = Array.from({ length: 250 }, (_, index) => scriptedAction(`Build/A${index}`, 'Succeeded', [300 - index]))
  const last = scriptedAction('Build/First', 'Failed', [1, 2], broken)
  ends(run, 30, 'Failed', [...many, last])
  await expect(follow()).rejects.toMatchObject({
    reason: 'action-failed',
    message: 'Build/First failed: JobFailed: exit 1',
  })
})

const busy: readonly (readonly [string, Fault])[] = [
  ['throttling', { code: 'ThrottlingException', message: 'Rate exceeded' }],
  ['an internal failure', { code: 'InternalFailure', status: 500 }],
  ['a page of a proxy', { status: 200, html: '<html>' }],
  ['a gateway without a service', { status: 502, html: '' }],
  ['broken connections', 'reset'],
]
test.each(busy)('five minutes of %s decide nothing', async (_, fault) => {
  const run = running()
  ends(run, 200, 'Succeeded')
  service.fault = () => {
    const seconds = service.clock.elapsed() / 1000
    return seconds > 20 && seconds < 320 ? fault : undefined
  }
  expect((await follow()).outputs).toMatchObject({ outcome: 'succeeded' })
  expect(service.clock.elapsed()).toBeLessThan(345_000)
})

test('credentials that expire and are renewed decide nothing; those that stay so leave the outcome open', async () => {
  const run = running()
  ends(run, 100, 'Failed')
  let [from, until] = [10, 40]
  service.fault = () => {
    const seconds = service.clock.elapsed() / 1000
    return seconds > from && seconds < until ? { code: 'ExpiredTokenException', message: 'expired' } : undefined
  }
  await expect(follow()).rejects.toMatchObject({ reason: 'execution-failed' })
  running()
  from = service.clock.elapsed() / 1000 + 10
  until = 10_000
  await expect(follow()).rejects.toMatchObject({
    reason: 'operation-unknown',
    outcome: 'still-running',
    hint: saying(`liftlock pipeline follow shop --execution ${id}`),
  })
})

test('a right that is lost on the way leaves the outcome open, and one that never was is named', async () => {
  running()
  const denied = {
    code: 'AccessDeniedException',
    message: 'not authorized to perform: codepipeline:ListActionExecutions',
  }
  service.fault = () => (service.calls.length > 4 ? denied : undefined)
  await expect(follow()).rejects.toMatchObject({ reason: 'operation-unknown' })
  service.fault = () => denied
  await expect(follow()).rejects.toMatchObject({ reason: 'access-denied' })
})

test('an execution or a pipeline that does not exist is an error at once', async () => {
  running()
  await expect(follow({ execution: other })).rejects.toMatchObject({ reason: 'execution-missing' })
  await expect(follow({ pipeline: 'shp' })).rejects.toMatchObject({ reason: 'pipeline-missing' })
  expect(service.calls).toHaveLength(2)
})

test('a service that never answers is named after some minutes', async () => {
  running()
  service.fault = () => ({ code: 'ThrottlingException' })
  await expect(follow()).rejects.toMatchObject({ reason: 'throttled' })
  expect(service.clock.elapsed()).toBeLessThan(360_000)
})

test('our own time limit is no failure of the execution: it says how to go on', async () => {
  running()
  await expect(follow({ timeLimit: 2 })).rejects.toMatchObject({
    reason: 'operation-running',
    outcome: 'still-running',
    hint: saying(`liftlock pipeline follow shop --execution ${id}`),
  })
  expect(service.clock.elapsed()).toBe(120_000)
})

test('without an id, the newest execution is followed, and named', async () => {
  const run = running()
  ends(run, 3, 'Succeeded')
  expect((await follow({ execution: undefined })).text).toContain(`the newest execution of pipeline shop is ${id}`)
})

test('a superseded execution names the newer one, and is never a success', async () => {
  const run = running()
  service.at(20, () => {
    Object.assign(run, { status: 'Superseded' })
    service.pipelines.get('shop')!.executions.unshift(scriptedExecution(other, service.clock.now()))
  })
  await expect(follow()).rejects.toMatchObject({
    reason: 'execution-superseded',
    outcome: 'superseded',
    message: `execution ${id} of pipeline shop was superseded by ${other}`,
    hint: saying(`pipeline follow shop --execution ${other}`),
  })
})

test('an update cancels an execution although its action seems to run', async () => {
  const run = running()
  ends(run, 30, 'Cancelled')
  await expect(follow()).rejects.toMatchObject({ reason: 'execution-cancelled', outcome: 'failed' })
  expect(service.clock.elapsed()).toBeLessThan(65_000)
})

test('a stop by somebody else has their comment', async () => {
  const run = running()
  service.at(20, () => Object.assign(run, { status: 'Stopped', stopTrigger: { reason: 'wrong release' }, actions: [] }))
  await expect(follow()).rejects.toMatchObject({
    reason: 'execution-stopped',
    message: `execution ${id} of pipeline shop was stopped by somebody else: wrong release`,
  })
})

test('a rejected approval names who and why, before anything else', async () => {
  const run = running()
  const no = scriptedAction('Approval/Approve', 'Failed', [5, 9], {
    ...approval,
    updatedBy: 'arn:aws:sts::111111111111:assumed-role/reviewer/ana',
    output: { executionResult: { externalExecutionSummary: 'not today' } },
  })
  ends(run, 20, 'Failed', [no])
  await expect(follow()).rejects.toMatchObject({
    reason: 'approval-rejected',
    message: 'Approval/Approve was rejected by reviewer/ana: not today',
  })
})

const onFailure = (result: string) => {
  const definition = scriptedPipeline('shop').definition
  return { stages: definition.stages!.map((stage) => ({ ...stage, onFailure: { result } })) }
}

test('an automatic rollback is followed to its end', async () => {
  const run = running(onFailure('ROLLBACK'))
  const before = scriptedExecution(other, service.clock.now(), {
    status: 'Succeeded',
    actions: [scriptedAction('Production/Deploy', 'Succeeded', [0])],
  })
  const { executions } = service.pipelines.get('shop')!
  executions.push(before)
  ends(run, 20, 'Failed', [scriptedAction('Production/Deploy', 'Failed', [5, 9], broken)])
  const rollback = scriptedExecution(executionId(3), new Date(service.clock.now().getTime() + 40_000), {
    executionType: 'ROLLBACK',
    trigger: { triggerType: 'AutomatedRollback', triggerDetail: `{"FailedPipelineExecutionId":"${id}"}` },
    rollbackMetadata: { rollbackTargetPipelineExecutionId: other },
  })
  service.at(40, () => executions.unshift(rollback))
  service.at(90, () => Object.assign(rollback, { status: 'Succeeded' }))
  await expect(follow()).rejects.toMatchObject({
    reason: 'execution-rolled-back',
    outcome: 'rolled-back',
    message: expect.stringMatching(/^Production\/Deploy failed: JobFailed: exit 1; the stage was rolled back/),
  })
  expect(service.clock.elapsed()).toBeLessThan(105_000)
})

/** A failed promotion is rolled back by itself, and the rollback ends with this reason in its log. */
function rolledBackWith(
  reason: string,
  more: readonly ReturnType<typeof scriptedAction>[] = [],
  where: 'log' | 'message' | 'variables' = 'log',
) {
  const run = running(onFailure('ROLLBACK'))
  const { executions } = service.pipelines.get('shop')!
  const done = [scriptedAction('Production/Deploy', 'Succeeded', [0])]
  executions.push(scriptedExecution(other, service.clock.now(), { status: 'Succeeded', actions: done }))
  ends(run, 20, 'Failed', [scriptedAction('Production/Deploy', 'Failed', [5, 9], broken)])
  const stream = 'arn:aws:logs:eu-west-1:111111111111:log-group:builds:log-stream:back'
  const message = `{"stage":"promote","outcome":"rejected","error":{"reason":"${reason}"}}`
  service.log = () => ({ events: [{ timestamp: 1, message }] })
  const output = {
    log: { executionResult: { logStreamARN: stream } },
    message: { executionResult: { errorDetails: { code: 'JobFailed', message } } },
    variables: { outputVariables: { outcome: 'rejected', failure_reason: reason } },
  }[where]
  const refused = scriptedAction('Production/Deploy', 'Failed', [30, 34], { actionExecutionId: 'refused', output })
  executions.unshift(
    scriptedExecution(executionId(3), new Date(service.clock.now().getTime() + 25_000), {
      executionType: 'ROLLBACK',
      status: 'Failed',
      trigger: { triggerType: 'AutomatedRollback', triggerDetail: `{"FailedPipelineExecutionId":"${id}"}` },
      actions: [refused, ...more],
    }),
  )
}

test.each(['log', 'message', 'variables'] as const)(
  'a rollback that a promotion refused leaves the end to what failed first (by its %s)',
  async (where) => {
    rolledBackWith('rollback-unapproved', [], where)
    await expect(follow()).rejects.toMatchObject({
      reason: 'action-failed',
      outcome: 'failed',
      message: expect.stringMatching(/exit 1; the rollback \S+ was refused, and changed nothing$/),
    })
  },
)

test.each([
  ['failed in another way', 'gate-failed', []],
  ['did something before', 'rollback-unapproved', [scriptedAction('Production/Before', 'Succeeded', [26, 29])]],
  ['was retried', 'rollback-unapproved', [scriptedAction('Production/Deploy', 'Failed', [26, 29])]],
])('a rollback that %s leaves it uncertain what runs', async (_, reason, more) => {
  rolledBackWith(reason, more)
  await expect(follow()).rejects.toMatchObject({ reason: 'rollback-failed', outcome: 'stuck' })
})

test('a rollback that has nothing to go back to is not waited for, and one that never begins not for ever', async () => {
  const run = running(onFailure('ROLLBACK'))
  ends(run, 20, 'Failed', [scriptedAction('Production/Deploy', 'Failed', [5, 9], broken)])
  await expect(follow()).rejects.toMatchObject({ reason: 'action-failed' })
  expect(service.clock.elapsed()).toBeLessThan(35_000)
  const before = scriptedExecution(other, service.clock.now(), {
    status: 'Succeeded',
    actions: [scriptedAction('Production/Deploy', 'Succeeded', [0])],
  })
  service.pipelines.get('shop')!.executions.push(before)
  await expect(follow()).rejects.toMatchObject({ reason: 'action-failed' })
  expect(service.clock.elapsed()).toBeLessThan(150_000)
})

test('an automatic retry goes on with the same execution', async () => {
  const run = running(onFailure('RETRY'))
  const first = scriptedAction('Build/Compile', 'Failed', [5, 9], broken)
  ends(run, 20, 'Failed', [first])
  const again = scriptedAction('Build/Compile', 'InProgress', [40])
  ends(run, 40, 'InProgress', [again, first])
  ends(run, 80, 'Succeeded', [{ ...again, status: 'Succeeded' }, first])
  expect((await follow()).outputs).toMatchObject({ outcome: 'succeeded' })
})

test.each([
  ['detach', []],
  ['stop', [{ abandon: false }]],
  ['abandon', [{ abandon: true }]],
] as const)('an interruption with %s does just that, and says what goes on', async (onCancel, stops) => {
  running()
  const interruption = new AbortController()
  service.at(20, () => interruption.abort(new Error('SIGTERM')))
  service.handlers.StopPipelineExecution = () => ({ pipelineExecutionId: id })
  await expect(follow({ onCancel }, { signal: interruption.signal })).rejects.toMatchObject({
    reason: 'operation-running',
    message: expect.stringContaining(`execution ${id} of pipeline shop`),
    hint: saying(`pipeline follow shop --execution ${id}`),
  })
  const asked = service.calls.filter(({ name }) => name === 'StopPipelineExecution').map(({ body }) => body)
  expect(asked).toMatchObject(stops)
  expect(asked).toHaveLength(stops.length)
})
