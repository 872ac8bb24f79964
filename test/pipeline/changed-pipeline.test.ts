import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { loadPipelineCommand, type PipelineCommand } from '../../src/stages/pipeline/commands.ts'
import { aDeclaration } from '../support/codepipeline-service.ts'
import { failureOf } from '../support/failure-of.ts'
import { servePipelines } from '../support/served-pipelines.ts'
import { testContext } from '../support/test-context.ts'
import { virtualClock } from '../support/virtual-clock.ts'

/* A pipeline that somebody changes or deletes while an execution of it waits for an approval. */
let world: Awaited<ReturnType<typeof servePipelines>>
let former: string
let waiting: string
beforeEach(async () => {
  world = await servePipelines()
  world.service.call('CreatePipeline', { pipeline: aDeclaration() })
  await world.service.rest()
  await settle('Fetch', 'Failed')
  former = await start()
  await run('approve', { execution: former })
  await settle('Roll', 'Succeeded')
  waiting = await start()
})
afterEach(() => world.stop())

async function run(name: PipelineCommand, inputs: object = {}) {
  const stage = await loadPipelineCommand[name]()
  const context = testContext({ aws: world.aws, clock: virtualClock() })
  const outputs = await stage.run(stage.inputs.parse({ pipeline: 'Garage', ...inputs }), context)
  await world.service.rest()
  return outputs as { readonly outcome: string; readonly execution: string; readonly attached?: boolean }
}

async function settle(name: string, status: 'Succeeded' | 'Failed'): Promise<void> {
  const error = { code: 'JobFailed', message: `${name} failed` }
  world.service.settle(name, status === 'Failed' ? { status, error } : { status })
  await world.service.rest()
}

async function start(): Promise<string> {
  const { execution } = await run('start', { detach: true })
  await settle('Fetch', 'Succeeded')
  return execution
}

async function change(): Promise<void> {
  const description = 'changed'
  world.service.call('UpdatePipeline', {
    pipeline: { ...aDeclaration(), variables: [{ name: 'Release', defaultValue: 'none', description }] },
  })
  await world.service.rest()
}

const deployStage = { pipelineStage: 'Deploy' }

test('an approval from before the change is not answered, and nothing is deployed', async () => {
  const token = world.service.call('ListActionExecutions', {
    pipelineName: 'Garage',
    filter: { pipelineExecutionId: waiting },
  }).actionExecutionDetails[0].actionExecutionId
  await change()
  expect(await failureOf(run('approve', { token, timeLimit: 1 }))).toMatchObject({
    reason: 'approval-stale',
    hint: 'look at what runs: liftlock pipeline show Garage',
  })
  expect(world.service.working()).not.toContain('Roll')
})

const stale = {
  reason: 'approval-stale',
  message: 'the pipeline was changed while the approval Approve/Ask waited, and nobody can answer it any more',
  hint: expect.stringMatching(
    /^end it: liftlock pipeline stop Garage --execution \S+ --abandon; then start it again: liftlock pipeline start Garage$/,
  ),
}

test('whoever follows the execution, or asks for the same one, learns that nobody can answer it, and what to do', async () => {
  await change()
  expect(await failureOf(run('follow', { execution: waiting }))).toEqual(stale)
  expect(await failureOf(run('start'))).toEqual(stale)

  await run('stop', { execution: waiting, abandon: true })
  const { execution, attached } = await run('start', { detach: true })
  expect([attached, execution === waiting]).toEqual([false, false])
})

test('it is neither retried nor rolled back to what an older definition brought', async () => {
  await change()
  await run('stop', { execution: waiting, abandon: true })
  expect(await failureOf(run('retry', { execution: waiting, pipelineStage: 'Approve' }))).toMatchObject({
    reason: 'pipeline-refused',
    hint: expect.stringContaining('start instead'),
  })
  expect(await failureOf(run('rollback', { ...deployStage, to: former }))).toMatchObject({
    reason: 'pipeline-refused',
    hint: expect.stringContaining('start its revisions again: liftlock pipeline start Garage'),
  })
  expect(world.service.working()).not.toContain('Roll')
})

test.each(['show', 'follow', 'start', 'approve', 'retry'] as const)(
  '%s says that a pipeline was deleted',
  async (name) => {
    world.service.call('DeletePipeline', { name: 'Garage' })
    expect(
      await failureOf(run(name, name === 'start' ? {} : { ...(name !== 'show' && { execution: waiting }) })),
    ).toMatchObject({
      reason: 'pipeline-missing',
      hint: expect.stringContaining('liftlock pipeline list'),
    })
  },
)

test('a source in a bucket without versions ends the execution with what to do', async () => {
  const { execution } = await run('start', { detach: true, again: true })
  const error = { code: 'ConfigurationError', message: 'The bucket sources keeps no versions: turn versioning on.' }
  world.service.settle('Fetch', { status: 'Failed', error })
  await world.service.rest()
  expect(await failureOf(run('follow', { execution }))).toMatchObject({
    reason: 'action-failed',
    message: 'Source/Fetch failed: ConfigurationError: The bucket sources keeps no versions: turn versioning on.',
    hint: expect.stringContaining('retry the stage: liftlock pipeline retry Garage'),
  })
})
