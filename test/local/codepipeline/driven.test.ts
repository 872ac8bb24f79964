import { afterAll, beforeAll, expect, test } from '@jest/globals'
import type { StageError } from '../../../src/core/run/stage-error.ts'
import { loadPipelineCommand, type PipelineCommand } from '../../../src/stages/pipeline/commands.ts'
import { aDeclaration } from '../../support/codepipeline-service.ts'
import { servePipelines } from '../../support/served-pipelines.ts'
import { testContext } from '../../support/test-context.ts'
import { virtualClock } from '../../support/virtual-clock.ts'

/* The commands against the local CodePipeline; the test is the provider of actions and rules. */
let world: Awaited<ReturnType<typeof servePipelines>>
const [one, two, three] = ['1', '2', '3'].map((digit) => digit.repeat(64)) as [string, string, string]

beforeAll(async () => {
  world = await servePipelines()
  const declared = aDeclaration()
  const [source, approve, deploy] = declared.stages
  const ruleTypeId = { category: 'Rule', owner: 'AWS', provider: 'VariableCheck', version: '1' }
  const configuration = { Variable: '#{variables.Release}', Value: 'none', Operator: 'NE' }
  const rules = [{ name: 'HasRelease', ruleTypeId, configuration }]
  const asking = { ...approve.actions[0], configuration: { CustomData: 'release=#{variables.Release}' } }
  const stages = [
    source,
    { ...approve, actions: [asking] },
    { ...deploy, beforeEntry: { conditions: [{ result: 'FAIL', rules }] } },
  ]
  world.service.call('CreatePipeline', { pipeline: { ...declared, executionMode: 'SUPERSEDED', stages } })
  await world.service.rest()
  await settle('Fetch', 'Failed')
})
afterAll(() => world.stop())

/** Ends what a provider works on. */
async function settle(name: string, status: 'Succeeded' | 'Failed'): Promise<void> {
  const error = { code: 'JobFailed', message: `${name} failed` }
  world.service.settle(name, status === 'Failed' ? { status, error } : { status })
  await world.service.rest()
}

async function run(name: PipelineCommand, inputs: object = {}) {
  const stage = await loadPipelineCommand[name]()
  const context = testContext({ aws: world.aws, clock: virtualClock() })
  const outputs = await stage.run(stage.inputs.parse({ pipeline: 'Garage', ...inputs }), context)
  await world.service.rest()
  return outputs as { outcome: string; execution: string; candidates?: readonly object[] }
}
const failureOf = (running: Promise<unknown>) =>
  running.then(
    () => undefined,
    (error: unknown) => error as StageError,
  )

/** Starts a release, and lets its source succeed. */
async function start(release: string, more: object = {}): Promise<string> {
  const { execution } = await run('start', { release, detach: true, ...more })
  await settle('Fetch', 'Succeeded')
  return execution
}

const stage = { pipelineStage: 'Deploy' }

test('older approvals are superseded, the right release is approved, and a failed stage goes back to it', async () => {
  const older = await start(one)
  const { execution: newer } = await run('start', { release: two, supersede: true, detach: true })
  expect(await failureOf(run('follow', { execution: older }))).toMatchObject({
    reason: 'execution-superseded',
    message: `execution ${older} of pipeline Garage was superseded by ${newer}`,
  })
  await settle('Fetch', 'Succeeded')
  expect(await failureOf(run('approve', { release: one }))).toMatchObject({ reason: 'approval-differs' })
  expect(await run('approve', { release: two.slice(0, 12) })).toMatchObject({ outcome: 'succeeded', execution: newer })
  await settle('HasRelease', 'Succeeded')
  await settle('Roll', 'Succeeded')
  expect(await run('follow', { execution: newer })).toMatchObject({ outcome: 'succeeded' })

  const broken = await start(three)
  await run('approve', { release: three })
  await settle('HasRelease', 'Succeeded')
  expect(await failureOf(run('rollback', { ...stage, to: newer }))).toMatchObject({ reason: 'pipeline-refused' })
  await settle('Roll', 'Failed')
  expect(await failureOf(run('follow', { execution: broken }))).toMatchObject({
    reason: 'action-failed',
    message: 'Deploy/Roll failed: JobFailed: Roll failed',
  })
  expect(await run('rollback', stage)).toMatchObject({ candidates: [{ id: newer, release: two }] })
  const back = await run('rollback', { ...stage, to: two, detach: true })
  expect(await run('rollback', { ...stage, to: newer, detach: true })).toMatchObject({ execution: back.execution })
  // A rollback enters the stage as any execution does.
  await settle('HasRelease', 'Succeeded')
  await settle('Roll', 'Succeeded')
  expect(await run('follow', { execution: back.execution })).toMatchObject({ outcome: 'succeeded' })
  expect(await run('rollback', { ...stage, to: newer })).toMatchObject({ outcome: 'no-changes' })
})

test('a condition that said no is overridden, once, and the stage runs', async () => {
  const execution = await start(one)
  await run('approve', { release: one })
  await settle('HasRelease', 'Failed')
  expect(await failureOf(run('follow', { execution }))).toMatchObject({ reason: 'condition-failed' })
  expect(await run('override', { ...stage, detach: true })).toMatchObject({ execution })
  expect(await run('override', { ...stage, detach: true })).toMatchObject({ execution })
  expect(world.service.working()).toEqual(['Roll'])
  await settle('Roll', 'Succeeded')
  expect(await run('follow', { execution })).toMatchObject({ outcome: 'succeeded' })
  expect(await failureOf(run('override', { pipelineStage: 'Source' }))).toMatchObject({ reason: 'input-invalid' })
})
