import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { saying } from '../../../../test/support/in-command-words.ts'
import { runCommand } from '../../../../test/support/pipeline-trial.ts'
import {
  executionId,
  type ScriptedCodePipeline,
  type ScriptedExecution,
  type ScriptedPipeline,
  scriptedAction,
  scriptedExecution,
  scriptedPipeline,
  startScriptedCodePipeline,
} from '../../../../test/support/scripted-codepipeline.ts'
import { rollbackPipeline } from './stage.ts'

const [former, outdated, newest, begun] = [executionId(1), executionId(2), executionId(3), executionId(4)]
const release = 'a'.repeat(64)
let service: ScriptedCodePipeline
let shop: ScriptedPipeline
beforeEach(async () => {
  service = await startScriptedCodePipeline()
  shop = scriptedPipeline('shop')
  shop.executions = [
    ran(newest, { sourceRevisions: [{ actionName: 'Code', revisionId: 'v2' }] }),
    ran(outdated, { pipelineVersion: 2, actions: [scriptedAction('Build/Compile', 'Succeeded', [1])] }),
    ran(former, { variables: [{ name: 'Release', resolvedValue: release }] }),
  ]
  inStage(newest, 'Succeeded')
  service.pipelines.set('shop', shop)
  service.handlers.RollbackStage = ({ targetPipelineExecutionId }) => {
    shop.executions.unshift(rollbackTo(String(targetPipelineExecutionId)))
    return { pipelineExecutionId: begun }
  }
})
afterEach(() => service.stop())

function ran(id: string, more: Partial<ScriptedExecution> = {}): ScriptedExecution {
  const actions = [scriptedAction('Production/Deploy', 'Succeeded', [1, 2])]
  return scriptedExecution(id, service.clock.now(), { status: 'Succeeded', pipelineVersion: 3, actions, ...more })
}

function rollbackTo(target: string, more: Partial<ScriptedExecution> = {}): ScriptedExecution {
  const rollbackMetadata = { rollbackTargetPipelineExecutionId: target }
  const actions = [scriptedAction('Production/Deploy', 'InProgress', [1])]
  return scriptedExecution(begun, service.clock.now(), {
    executionType: 'ROLLBACK',
    trigger: { triggerType: 'ManualRollback' },
    rollbackMetadata,
    actions,
    ...more,
  })
}

/** What the state says of the stage. */
function inStage(pipelineExecutionId: string, status: string): void {
  shop.states = [{ stageName: 'Production', latestExecution: { pipelineExecutionId, status } }]
}

const rollback = (inputs: object = {}) =>
  runCommand(rollbackPipeline, service, { pipeline: 'shop', pipelineStage: 'Production', detach: true, ...inputs })
const asked = () => service.calls.filter(({ name }) => name === 'RollbackStage').map(({ body }) => body)

test('without an execution, those that succeeded in the stage are listed, and nothing is rolled back', async () => {
  const { outputs, text } = await rollback()
  expect(outputs).toMatchObject({ outcome: 'no-changes', candidates: [{ id: newest }, { id: former, release }] })
  expect(text).toMatch(/0003 .*Code v2 +runs there now/)
  expect(text).toMatch(/0001 .*release aaaaaaaaaaaa/)
  expect(text).toContain(`liftlock pipeline rollback shop --pipeline-stage Production --to ${former}`)
  expect(asked()).toEqual([])
})

test('a stage that has only what runs there now is said to have nothing else', async () => {
  shop.executions = shop.executions.slice(0, 1)
  const { text } = await rollback()
  expect(text).toContain('stage Production of pipeline shop has nothing else to go back to; nothing was rolled back')
  expect(text).not.toContain('choose one')
})

test('a rollback begins once, and is followed', async () => {
  service.at(30, () => Object.assign(shop.executions[0]!, { status: 'Succeeded' }))
  const { outputs, text } = await rollback({ to: former, detach: false })
  expect(outputs).toMatchObject({ outcome: 'succeeded', execution: begun, status: 'Succeeded' })
  expect(text).toContain(`goes back to what execution ${former} brought, by execution ${begun}`)
  expect(asked()).toEqual([{ pipelineName: 'shop', stageName: 'Production', targetPipelineExecutionId: former }])
})

test('a release stands for its newest execution', async () => {
  await rollback({ to: release.slice(0, 12) })
  expect(asked()).toMatchObject([{ targetPipelineExecutionId: former }])
})

test('the same rollback again is followed while it runs, and is nothing to do afterwards', async () => {
  await rollback({ to: former })
  inStage(begun, 'InProgress')
  expect((await rollback({ to: former })).outputs).toMatchObject({ outcome: 'succeeded', execution: begun })
  Object.assign(shop.executions[0]!, { status: 'Succeeded' })
  inStage(begun, 'Succeeded')
  expect((await rollback({ to: former })).outputs).toMatchObject({ outcome: 'no-changes', execution: begun })
  expect((await rollback({ to: newest })).outputs).toMatchObject({ outcome: 'succeeded' })
  expect(asked()).toHaveLength(2)
})

test('a rollback that waits at the entry of the stage is followed too', async () => {
  await rollback({ to: former })
  Object.assign(shop.executions[0]!, { actions: [] })
  inStage(begun, 'InProgress')
  expect((await rollback({ to: former })).outputs).toMatchObject({ outcome: 'succeeded', execution: begun })
  expect(asked()).toHaveLength(1)
})

test('a rollback of another stage to the same execution is not taken for this one', async () => {
  shop.executions.unshift(rollbackTo(former, { actions: [scriptedAction('Build/Compile', 'InProgress', [1])] }))
  await rollback({ to: former })
  expect(asked()).toHaveLength(1)
})

const parallel = () => {
  shop.definition = { ...shop.definition, executionMode: 'PARALLEL' }
}
test.each([
  [
    'a stage that does not exist',
    () => {},
    { pipelineStage: 'Prod', to: former },
    'input-invalid',
    'has no stage Prod',
    'it has Source',
  ],
  [
    'a source stage',
    () => {},
    { pipelineStage: 'Source', to: former },
    'pipeline-refused',
    'read as they are now',
    'pipeline start shop',
  ],
  ['parallel executions', parallel, { to: former }, 'pipeline-refused', 'PARALLEL', 'pipeline start shop'],
  [
    'a stage that is active',
    () => inStage(newest, 'InProgress'),
    { to: former },
    'pipeline-refused',
    `${newest} is in it`,
    `pipeline stop shop --execution ${newest}`,
  ],
  [
    'an execution of an older version',
    () => {},
    { to: outdated },
    'pipeline-refused',
    'ran version 2 of the pipeline, which has version 3 now',
    'pipeline start shop',
  ],
  [
    'an execution that does not exist',
    () => {},
    { to: executionId(9) },
    'execution-missing',
    executionId(9),
    'pipeline list shop',
  ],
  [
    'a release that was never there',
    () => {},
    { to: 'b'.repeat(64) },
    'pipeline-refused',
    `no execution with release ${'b'.repeat(64)}`,
    'pipeline rollback shop',
  ],
  [
    'an execution that failed in the stage',
    () => Object.assign(shop.executions[2]!, { actions: [scriptedAction('Production/Deploy', 'Failed', [1])] }),
    { to: former },
    'pipeline-refused',
    'did not succeed in it',
    'pipeline rollback shop',
  ],
  [
    'a rollback',
    () => shop.executions.unshift(rollbackTo(former, { status: 'Succeeded' })),
    { to: begun },
    'pipeline-refused',
    'is a rollback itself',
    `--to ${former}`,
  ],
])('%s is refused before anything is asked of the service', async (_, prepare, inputs, reason, message, hint) => {
  prepare()
  await expect(rollback(inputs)).rejects.toMatchObject({
    reason,
    message: expect.stringContaining(message),
    hint: saying(hint),
  })
  expect(asked()).toEqual([])
})

test.each(['UnableToRollbackStageException', 'PipelineExecutionOutdatedException'])(
  '%s is a refusal that quotes the service',
  async (code) => {
    service.fault = (name) => (name === 'RollbackStage' ? { code, message: 'because' } : undefined)
    await expect(rollback({ to: former })).rejects.toMatchObject({
      reason: 'pipeline-refused',
      message: 'pipeline shop: because',
      hint: saying('liftlock pipeline show shop'),
    })
    expect(asked()).toHaveLength(1)
  },
)

test.each([
  ['arrived', 1],
  ['never arrived', 2],
])('a call whose answer is lost, and that %s, rolls back once', async (what, calls) => {
  let lost = 0
  service.fault = (name) => {
    if (name !== 'RollbackStage' || lost++ > 0) return undefined
    if (what === 'arrived') shop.executions.unshift(rollbackTo(former))
    return 'reset'
  }
  expect((await rollback({ to: former })).outputs).toMatchObject({ execution: begun })
  expect(asked()).toHaveLength(calls)
  expect(shop.executions.filter(({ executionType }) => executionType === 'ROLLBACK')).toHaveLength(1)
})

test('throttling only delays the rollback', async () => {
  service.fault = (name) =>
    name === 'RollbackStage' && service.clock.elapsed() < 200_000 ? { code: 'ThrottlingException' } : undefined
  expect((await rollback({ to: former })).outputs).toMatchObject({ execution: begun })
  expect(shop.executions).toHaveLength(4)
})
