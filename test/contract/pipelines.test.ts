import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import type { Pipelines, StartRequest } from '../../src/core/ports/pipelines.ts'
import { aDeclaration } from '../support/codepipeline-service.ts'
import { scriptedAction, scriptedPipeline, startScriptedCodePipeline } from '../support/scripted-codepipeline.ts'
import { servePipelines } from '../support/served-pipelines.ts'

/** What the suite needs: our port to a pipeline named Garage, and its source, which the test ends. */
interface World {
  readonly pipelines: Pipelines
  /** Lets the source of an execution succeed, so that the approval waits. */
  fetched(execution: string): Promise<void>
  stop(): Promise<unknown>
}

const absent = '00000000-0000-4000-8000-000000000000'
const request = (more: Partial<StartRequest> = {}): StartRequest => ({
  pipeline: 'Garage',
  token: randomUUID(),
  variables: [],
  sourceRevisions: [],
  ...more,
})

for (const [name, begin] of [
  ['the scripted service', scriptedWorld],
  ['the local CodePipeline', localWorld],
] as const) {
  const world = {} as World
  beforeAll(async () => void Object.assign(world, await begin()))
  afterAll(() => world.stop?.())

  test(`${name}: a pipeline is listed with its version, type and mode`, async () => {
    const { items, next } = await world.pipelines.list()
    expect(items).toMatchObject([{ name: 'Garage', version: 1, pipelineType: 'V2', executionMode: 'SUPERSEDED' }])
    expect(next).toBeUndefined()
    const { stages, variables } = await world.pipelines.definition('Garage')
    expect(stages?.map((stage) => stage.name)).toEqual(['Source', 'Approve', 'Deploy'])
    expect(variables).toMatchObject([{ name: 'Release', defaultValue: 'none' }])
    expect((await world.pipelines.state('Garage')).map(({ stageName }) => stageName)).toEqual([
      'Source',
      'Approve',
      'Deploy',
    ])
  })

  const asked: Readonly<Record<string, (pipelines: Pipelines, pipeline: string) => Promise<unknown>>> = {
    definition: (pipelines, pipeline) => pipelines.definition(pipeline),
    state: (pipelines, pipeline) => pipelines.state(pipeline),
    execution: (pipelines, pipeline) => pipelines.execution(pipeline, absent),
    executions: (pipelines, pipeline) => pipelines.executions(pipeline),
    actions: (pipelines, pipeline) => pipelines.actions(pipeline, absent),
    rules: (pipelines, pipeline) => pipelines.rules(pipeline, absent),
    start: (pipelines, pipeline) => pipelines.start(request({ pipeline })),
    stop: (pipelines, pipeline) => pipelines.stop(pipeline, absent, false, 'a test'),
    retry: (pipelines, pipeline) => pipelines.retry(pipeline, 'Deploy', absent, 'FAILED_ACTIONS'),
    rollback: (pipelines, pipeline) => pipelines.rollback(pipeline, 'Deploy', absent),
    override: (pipelines, pipeline) => pipelines.override(pipeline, 'Deploy', absent, 'BEFORE_ENTRY'),
    disableTransition: (pipelines, pipeline) => pipelines.disableTransition(pipeline, 'Deploy', 'a test'),
    enableTransition: (pipelines, pipeline) => pipelines.enableTransition(pipeline, 'Deploy'),
  }
  test.each(Object.keys(asked))(`${name}: %s of a pipeline that does not exist is named`, async (call) => {
    await expect(asked[call]!(world.pipelines, 'Nowhere')).rejects.toMatchObject({
      reason: 'pipeline-missing',
      message: 'there is no pipeline Nowhere',
    })
  })

  test.each(['execution', 'actions', 'rules'])(
    `${name}: %s of an execution that does not exist is named`,
    async (call) => {
      await expect(asked[call]!(world.pipelines, 'Garage')).rejects.toMatchObject({ reason: 'execution-missing' })
    },
  )

  test(`${name}: an execution is the newest of its list, and its approval waits under the id of the action`, async () => {
    const { pipelines } = world
    const id = await pipelines.start(request())
    await world.fetched(id)
    const { items } = await pipelines.executions('Garage')
    expect(items[0]).toMatchObject({
      pipelineExecutionId: id,
      status: 'InProgress',
      executionType: 'STANDARD',
      trigger: { triggerType: 'StartPipelineExecution' },
    })
    expect(items[0]!.startTime).toBeInstanceOf(Date)
    expect(await pipelines.execution('Garage', id)).toMatchObject({ pipelineExecutionId: id, status: 'InProgress' })
    const { items: actions, next } = await pipelines.actions('Garage', id)
    expect(actions.map(({ stageName, actionName, status }) => [stageName, actionName, status])).toEqual([
      ['Approve', 'Ask', 'InProgress'],
      ['Source', 'Fetch', 'Succeeded'],
    ])
    expect(next).toBeUndefined()
    expect(actions[0]!.actionExecutionId).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)
    expect(actions[0]!.startTime).toBeInstanceOf(Date)
    expect((await pipelines.rules('Garage', id)).items).toEqual([])
    const succeeded = await pipelines.executions('Garage', 'Source')
    expect(succeeded.items.map(({ pipelineExecutionId }) => pipelineExecutionId)).toContain(id)
    expect((await pipelines.executions('Garage', 'Deploy')).items).toEqual([])
  })

  test(`${name}: a token gives the first execution again, whatever else is asked for`, async () => {
    const variables = [{ name: 'Release', value: 'one' }]
    const first = request({ variables })
    const id = await world.pipelines.start(first)
    expect(await world.pipelines.start(first)).toBe(id)
    expect(await world.pipelines.start({ ...first, variables: [{ name: 'Release', value: 'two' }] })).toBe(id)
    expect(await world.pipelines.start(request({ variables }))).not.toBe(id)
  })

  test(`${name}: a list of more than a hundred comes in pages, each execution once and newest first`, async () => {
    const { pipelines } = world
    const started: string[] = []
    for (let count = 0; count < 101; count++) started.unshift(await pipelines.start(request()))
    const first = await pipelines.executions('Garage')
    expect(first.items).toHaveLength(100)
    const second = await pipelines.executions('Garage', undefined, first.next)
    const ids = [...first.items, ...second.items].map(({ pipelineExecutionId }) => pipelineExecutionId)
    expect(ids.slice(0, started.length)).toEqual(started)
    expect(new Set(ids).size).toBe(ids.length)
  })
}

async function scriptedWorld(): Promise<World> {
  const service = await startScriptedCodePipeline()
  const { stages, variables } = aDeclaration()
  const garage = scriptedPipeline('Garage', { version: 1, executionMode: 'SUPERSEDED', stages, variables })
  service.pipelines.set('Garage', garage)
  return {
    pipelines: await service.aws.at({}).pipelines(),
    async fetched(execution) {
      const run = garage.executions.find(({ pipelineExecutionId }) => pipelineExecutionId === execution)!
      run.actions = [
        scriptedAction('Approve/Ask', 'InProgress', [1]),
        scriptedAction('Source/Fetch', 'Succeeded', [0, 1]),
      ]
    },
    stop: service.stop,
  }
}

async function localWorld(): Promise<World> {
  const { service, aws, stop } = await servePipelines()
  service.call('CreatePipeline', { pipeline: { ...aDeclaration(), executionMode: 'SUPERSEDED' } })
  await service.rest()
  service.settle('Fetch', { status: 'Failed', error: { code: 'JobFailed', message: 'the creation run ends' } })
  return {
    pipelines: await aws.at({}).pipelines(),
    async fetched() {
      for (;;) {
        await service.rest()
        if (!service.working().includes('Fetch')) return
        service.settle('Fetch', { status: 'Succeeded' })
      }
    },
    stop,
  }
}
