import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { runCommands } from '../../src/local/codepipeline/providers/run-commands.ts'
import { makeWay, type UnderWayChoice, type Update } from '../../src/stages/pipeline/deploying/make-way.ts'
import { startAgain } from '../../src/stages/pipeline/deploying/start-again.ts'
import { drivePipelines } from '../../src/stages/pipeline/driving/drive.ts'
import { buildTrial } from '../support/build-host.ts'
import { aDeclaration } from '../support/codepipeline-service.ts'
import { inMemoryObjects } from '../support/in-memory-objects.ts'
import { servePipelines } from '../support/served-pipelines.ts'
import { testContext } from '../support/test-context.ts'

/* An update of a pipeline of the local service while commands of an action run in a process, until a file is there. */
let world: Awaited<ReturnType<typeof servePipelines>>
let trial: Awaited<ReturnType<typeof buildTrial>>
let running: Promise<void>[]
/** Where the commands run. */
let folders: string[]
beforeEach(async () => {
  world = await servePipelines()
  trial = await buildTrial()
  running = []
  folders = []
  world.service.call('CreatePipeline', { pipeline: declaration('first') })
  await world.service.rest()
  // The run that the creation began changes nothing.
  await settle('Fetch', 'Failed')
})
afterEach(async () => {
  free()
  await Promise.all(running)
  await world.stop()
  trial.close()
})

/** The pipeline with commands in place of its approval. */
function declaration(description: string) {
  const { stages, ...rest } = aDeclaration()
  const compile = {
    name: 'Compile',
    actionTypeId: { category: 'Compute', owner: 'AWS', provider: 'Commands', version: '1' },
    commands: ['echo "begun in $PWD"', 'until test -e free; do sleep 0.1; done', 'echo whole'],
    inputArtifacts: [{ name: 'Code' }],
  }
  const variables = [{ name: 'Release', defaultValue: 'none', description }]
  return { ...rest, variables, stages: [stages[0], { name: 'Build', actions: [compile] }, stages[2]] }
}

async function settle(name: string, status: 'Succeeded' | 'Failed'): Promise<void> {
  const error = { code: 'JobFailed', message: `${name} failed` }
  world.service.settle(name, status === 'Failed' ? { status, error } : { status })
  await world.service.rest()
}

/** Starts an execution. @returns its id, once its commands run */
async function start(): Promise<string> {
  const variables = [{ name: 'Release', value: 'a'.repeat(64) }]
  const { pipelineExecutionId } = world.service.call('StartPipelineExecution', { name: 'Garage', variables })
  await world.service.rest()
  await settle('Fetch', 'Succeeded')
  await perform()
  return pipelineExecutionId
}

/** Runs the commands of the action that has begun, and waits for their first line. */
async function perform(): Promise<void> {
  const order = world.service.orders().find(({ work }) => work.name === 'Compile')!
  const work = Object.assign(order.work, { inputs: [] })
  const begun = trial.lines.length
  const ending = runCommands(trial.ground, { ...order, work }).then(async (settlement) => {
    world.service.settleWork(work.id, settlement)
    await world.service.rest()
  })
  running.push(ending)
  const over = ending.then(() => Promise.reject(new Error(`it ended: ${trial.lines.join('\n')}`)))
  over.catch(() => {})
  const said = () => trial.lines.slice(begun).find((line) => line.startsWith('begun in '))
  while (said() === undefined) await Promise.race([sleep(20), over])
  folders.push(said()!.slice('begun in '.length))
}

/** Lets the commands end that run. */
function free(): void {
  for (const folder of folders.splice(0)) writeFileSync(join(folder, 'free'), '')
}

function stateOf(id: string) {
  const named = { pipelineName: 'Garage', pipelineExecutionId: id }
  const { status, pipelineVersion } = world.service.call('GetPipelineExecution', named).pipelineExecution
  const listed = world.service.call('ListActionExecutions', { ...named, filter: { pipelineExecutionId: id } })
  const actions = listed.actionExecutionDetails as readonly { readonly actionName: string; readonly status: string }[]
  return [status, pipelineVersion, actions.find(({ actionName }) => actionName === 'Compile')?.status]
}

async function updateWith(choice: UnderWayChoice) {
  const account = { ...world.aws.at({}), isLocal: true }
  const context = testContext({ aws: world.aws })
  const restarts = { bucket: 'sources', pipeline: 'Garage', store: { objects: inMemoryObjects() } }
  const drive = await drivePipelines(account, context)
  const update: Update = { pipeline: 'Garage', choice, timeLimit: 10, restarts, told: new Set(), ...drive }
  const change = async () => {
    world.service.call('UpdatePipeline', { pipeline: declaration('second') })
    await world.service.rest()
  }
  return { update, context, change }
}

test('park lets the commands come to their end, and nothing begins after them', async () => {
  const id = await start()
  const { update, context, change } = await updateWith('park')
  await makeWay(update, context)
  await change()
  expect(stateOf(id)).toEqual(['InProgress', 1, 'InProgress'])

  free()
  await Promise.all(running)

  expect(trial.lines).toContain('whole')
  expect(stateOf(id)).toEqual(['Cancelled', 1, 'Succeeded'])
  expect(await startAgain(update, context)).toEqual([])
}, 120_000)

test('restart starts the release again, and the commands come to their end', async () => {
  const id = await start()
  const { update, context, change } = await updateWith('restart')
  await makeWay(update, context)
  await change()
  const [begun, ...others] = await startAgain({ ...update, before: 1 }, context)
  await world.service.rest()
  await settle('Fetch', 'Succeeded')
  expect(others).toEqual([])
  expect(stateOf(id)).toEqual(['Stopping', 1, 'InProgress'])
  // An execution that an update parked holds no stage: our own stages wait for each other by their lease.
  expect(stateOf(begun!)).toEqual(['InProgress', 2, 'InProgress'])

  free()
  await Promise.all(running)

  expect(trial.lines).toContain('whole')
  expect(stateOf(id)).toEqual(['Stopped', 1, 'Succeeded'])
  await perform()
  free()
  await Promise.all(running)
  await settle('Roll', 'Succeeded')
  expect(stateOf(begun!)).toEqual(['Succeeded', 2, 'Succeeded'])
}, 120_000)

test('drain changes nothing before the commands and all that comes after them have ended', async () => {
  const id = await start()
  const { update, context, change } = await updateWith('drain')
  let over = false
  const draining = makeWay(update, context).then(() => {
    over = true
  })
  while (!context.reports.some(({ kind }) => kind === 'progress')) await Promise.race([sleep(20), draining])
  expect([over, stateOf(id)]).toEqual([false, ['InProgress', 1, 'InProgress']])

  free()
  await Promise.all(running)
  expect([over, world.service.working()]).toEqual([false, ['Roll']])
  await settle('Roll', 'Succeeded')
  await draining
  await change()
  await update.entrance!.open()

  expect(stateOf(id)).toEqual(['Succeeded', 1, 'Succeeded'])
  expect(await startAgain({ ...update, before: 1 }, context)).toEqual([])
}, 120_000)
