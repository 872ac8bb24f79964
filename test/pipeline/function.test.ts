import { afterEach, beforeEach, expect, test } from '@jest/globals'
import type { Jobs } from '../../src/core/ports/jobs.ts'
import type { Pipelines } from '../../src/core/ports/pipelines.ts'
import { StageError } from '../../src/core/run/stage-error.ts'
import { runInvocation } from '../../src/hosts/codepipeline/function/run-invocation.ts'
import { knownStages, readPolicy, usualStages } from '../../src/hosts/codepipeline/jobs/job-policy.ts'
import { jobEvent } from '../../src/local/codepipeline/providers/lambda-invoke.ts'
import { aDeclaration } from '../support/codepipeline-service.ts'
import { listedStage, type StageRun } from '../support/job-world.ts'
import { servePipelines } from '../support/served-pipelines.ts'
import { virtualClock } from '../support/virtual-clock.ts'

/* The handler in this process, with the events of the local CodePipeline and its API of jobs. */
let served: Awaited<ReturnType<typeof servePipelines>>
beforeEach(async () => {
  served = await servePipelines()
})
afterEach(() => served.stop())

const minute = 60_000
const succeeds: StageRun = async ({ release }) => ({ outcome: 'succeeded', release })
const own = { pipeline: 'Garage', execution: '#{codepipeline.PipelineExecutionId}', stage: 'deploy' }

/** Starts an execution whose function waits, with these parameters. */
async function start(parameters: object | string): Promise<string> {
  const { service } = served
  const declared = aDeclaration()
  const [source, , deploy] = declared.stages
  const UserParameters = typeof parameters === 'string' ? parameters : JSON.stringify(parameters)
  const roll = { ...deploy.actions[0], configuration: { FunctionName: 'roll', UserParameters }, namespace: 'Rolled' }
  const stages = [source, { ...deploy, actions: [roll] }]
  service.call('CreatePipeline', { pipeline: { ...declared, executionMode: 'PARALLEL', stages } })
  await service.rest()
  service.settle('Fetch', { status: 'Succeeded' })
  await service.rest()
  return service.call('ListPipelineExecutions', { pipelineName: 'Garage' }).pipelineExecutionSummaries[0]
    .pipelineExecutionId
}

/** What the function is told now. */
function event(): object {
  const order = served.service.orders().findLast(({ work }) => work.name === 'Roll')!
  return jobEvent(order, order.job(), { accessKeyId: 'key', secretAccessKey: 'secret' })
}

async function invoke(
  run: StageRun,
  more: {
    event?: unknown
    minutes?: number
    jobs?: Partial<Jobs>
    pipelines?: readonly string[]
    allow?: readonly string[]
    actions?: Pipelines['actions']
  } = {},
) {
  const clock = virtualClock()
  let log = ''
  const account = served.aws.at({})
  const end = clock.elapsed() + (more.minutes ?? 15) * minute
  const kind = await runInvocation(more.event ?? event(), {
    environment: {},
    clock,
    aws: async () => served.aws,
    policy: () =>
      readPolicy({ stages: ['deploy'], allow: more.allow ?? ['release'], set: [], pipelines: more.pipelines ?? [] }),
    stages: { deploy: listedStage('deploy', (inputs, context) => run(inputs, { ...context, clock })) },
    others: async () => [],
    reports: '/nowhere',
    jobs: { ...(await account.jobs()), ...more.jobs },
    pipelines: { ...(await account.pipelines()), ...(more.actions && { actions: more.actions }) },
    log: {
      write(text: string) {
        log += text
      },
    },
    remaining: () => end - clock.elapsed(),
    invocation: 'stream/request',
  })
  await served.service.rest()
  return { kind, log, spent: clock.elapsed() }
}

const action = () => served.service.call('ListActionExecutions', { pipelineName: 'Garage' }).actionExecutionDetails[0]
const errorOf = () => action().output.executionResult.errorDetails

test('a stage runs in the place of the action that called, and its outputs are output variables', async () => {
  const execution = await start({ ...own, inputs: { release: '#{variables.Release}' } })
  let id = ''
  const { log } = await invoke(async (inputs, context) => {
    id = context.run.id
    return succeeds(inputs, context)
  })
  expect(id).toBe(`Garage#${execution}/Deploy/Roll`)
  expect([action().status, action().output.outputVariables]).toEqual([
    'Succeeded',
    { outcome: 'succeeded', failure_reason: '', release: 'none', stack_id: '' },
  ])
  expect(JSON.parse(log.trimEnd().split('\n').at(-1)!)).toEqual({ stage: 'deploy', outcome: 'succeeded', execution })
})

test('a deployment of two hours goes on over invocations of fifteen minutes, and tells one end', async () => {
  await start(own)
  let left = 120 * minute
  const kinds: string[] = []
  for (let count = 0; count < 20 && action().status === 'InProgress'; count++) {
    const before = left
    const { kind, spent } = await invoke(async (_inputs, { clock, signal }) => {
      while (left > 0) {
        left -= 10_000
        await clock.sleep(10_000, signal)
      }
      return { outcome: 'succeeded' }
    })
    expect(spent).toBeLessThan(15 * minute)
    expect(left).toBeLessThan(before)
    kinds.push(kind)
    served.service.passMinutes(1)
    await served.service.rest()
  }
  expect(kinds).toEqual([...Array(kinds.length - 1).fill('goes-on'), 'success'])
  expect(kinds.length).toBe(9)
  expect(action().output.outputVariables.outcome).toBe('succeeded')
})

test('an operation that still runs is no failure: the function is invoked again', async () => {
  await start(own)
  const { kind } = await invoke(async () => {
    throw new StageError('operation-running', 'the stack is still being updated')
  })
  expect([kind, action().status]).toEqual(['goes-on', 'InProgress'])
  served.service.passMinutes(1)
  await served.service.rest()
  await invoke(succeeds)
  expect(action().status).toBe('Succeeded')
})

test('a token of another action is refused, and nothing runs', async () => {
  await start(own)
  await invoke(async () => {
    throw new StageError('operation-running', 'it goes on')
  })
  served.service.passMinutes(1)
  await served.service.rest()
  const told = event() as { 'CodePipeline.job': { data: { continuationToken: string } } }
  const { continuationToken } = told['CodePipeline.job'].data
  expect(continuationToken.length).toBeLessThanOrEqual(2048)
  told['CodePipeline.job'].data.continuationToken = continuationToken.replace(/.$/, (last) =>
    last === '0' ? '1' : '0',
  )
  let ran = false
  await invoke(
    async () => {
      ran = true
      return { outcome: 'succeeded' }
    },
    { event: told },
  )
  expect([ran, errorOf().code]).toEqual([false, 'ConfigurationError'])
  expect(errorOf().message).toContain('was not made for this action')
})

test.each([
  ['another execution', { ...own, execution: '00000000-0000-4000-8000-000000000009' }, 'execution-missing'],
  ['a stage that is not allowed', { ...own, stage: 'quality-gate' }, 'job-refused'],
  ['an input that is not allowed', { ...own, inputs: { role: 'arn:aws:iam::111111111111:role/admin' } }, 'job-refused'],
  ['a member of the prototype', { ...own, inputs: { constructor: 'x' } }, 'job-refused'],
  ['no JSON', 'rm -rf /', 'job-refused'],
  ['a list of inputs', { ...own, inputs: ['release'] }, 'job-refused'],
  ['an unknown member', { ...own, command: 'ls' }, 'job-refused'],
  ['a pipeline with a path', { ...own, pipeline: '../Garage' }, ''],
] as const)('%s in the parameters fails the action, and nothing runs', async (_name, parameters, reason) => {
  await start(parameters)
  let ran = false
  await invoke(async () => {
    ran = true
    return { outcome: 'succeeded' }
  })
  expect([ran, action().status]).toEqual([false, 'Failed'])
  expect(errorOf().message).toContain(reason === '' ? 'Reason: ' : `Reason: ${reason}`)
})

test('the execution of somebody else cannot be named, though it runs', async () => {
  const other = await start({ ...own, inputs: { release: 'theirs' } })
  const told = event() as {
    'CodePipeline.job': { data: { actionConfiguration: { configuration: { UserParameters: string } } } }
  }
  const { configuration } = told['CodePipeline.job'].data.actionConfiguration
  configuration.UserParameters = JSON.stringify({ ...own, execution: other, inputs: { release: 'mine' } })
  await invoke(succeeds, { event: told })
  expect(errorOf().message).toContain('has no action in progress with these UserParameters')
})

test('a value of a variable cannot add an input to the parameters', async () => {
  await start(
    `{"pipeline":"Garage","execution":"#{codepipeline.PipelineExecutionId}","stage":"deploy","inputs":{"release":"x","release":"y"}}`,
  )
  await invoke(succeeds)
  expect(errorOf().message).toContain('twice')
})

test('a wrong variable of the function fails the action, with what is wrong', async () => {
  await start(own)
  expect((await invoke(succeeds, { allow: ['Release!'] })).kind).toBe('failure')
  expect([action().status, errorOf().code]).toEqual(['Failed', 'ConfigurationError'])
  expect(errorOf().message).toContain('input allow has "Release!": expected the name of an input')
})

test('a stage that nobody knows is refused where the policy is made', () => {
  expect(knownStages([], { deploy: {} })).toEqual(usualStages)
  expect(knownStages(['deploy'], { deploy: {}, pipeline: {} })).toEqual(['deploy'])
  for (const name of ['pipeline', 'deplyo', 'constructor'])
    expect(() => knownStages([name], { deploy: {}, pipeline: {} })).toThrow(
      `input stages has "${name}": expected deploy`,
    )
})

test('only jobs of named pipelines run', async () => {
  await start(own)
  await invoke(succeeds, { pipelines: ['Shop'] })
  expect(errorOf().message).toContain('jobs of pipeline Garage are not run here (allowed: Shop)')
})

test('a service that is busy for minutes is told later, in the same invocation', async () => {
  await start(own)
  const jobs = await served.aws.at({}).jobs()
  let calls = 0
  const { spent } = await invoke(succeeds, {
    jobs: {
      async succeed(id, success) {
        calls += 1
        if (calls < 20) throw new StageError('throttled', 'Rate exceeded')
        return jobs.succeed(id, success)
      },
    },
  })
  expect(spent).toBeGreaterThan(3 * minute)
  expect(action().status).toBe('Succeeded')
})

test('a service that throttles the first look for minutes delays the stage, in the same invocation', async () => {
  await start(own)
  const { actions } = await served.aws.at({}).pipelines()
  let calls = 0
  const { spent, log } = await invoke(succeeds, {
    actions: async (...asked) => {
      calls += 1
      if (calls < 20) throw new StageError('throttled', 'Rate exceeded')
      return actions(...asked)
    },
  })
  expect(spent).toBeGreaterThan(3 * minute)
  expect(spent).toBeLessThan(14 * minute)
  expect([action().status, log.includes('the execution cannot be read yet: Rate exceeded')]).toEqual([
    'Succeeded',
    true,
  ])
})

test('an end that cannot be told fails the invocation, so that Lambda repeats the event', async () => {
  await start(own)
  const jobs = {
    succeed: async () => {
      throw new StageError('endpoint-unreachable', 'no way')
    },
  }
  await expect(invoke(succeeds, { jobs })).rejects.toMatchObject({ reason: 'endpoint-unreachable' })
  await invoke(succeeds)
  expect(action().status).toBe('Succeeded')
})

test('an event that no pipeline sent is an error', async () => {
  await expect(invoke(succeeds, { event: { body: 'hello' } })).rejects.toThrow('the event has no job of CodePipeline')
})
