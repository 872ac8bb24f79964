import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import type { Jobs } from '../../src/core/ports/jobs.ts'
import { actionProperties } from '../../src/hosts/codepipeline/worker/action-type.ts'
import { packageRoot } from '../../src/system/package-root.ts'
import { jobType, jobWorld } from '../support/job-world.ts'
import { Refusal, startScriptedCodePipeline } from '../support/scripted-codepipeline.ts'

/** Our port, a job that waits, and how its action ended. */
interface World {
  readonly jobs: Jobs
  /** Lets a new job wait. */
  offer(): Promise<string>
  end(execution: string): { readonly status: string; readonly variables?: object | undefined }
  stop(): Promise<unknown>
}

for (const [name, begin] of [
  ['the scripted service', scriptedWorld],
  ['the local CodePipeline', localWorld],
] as const) {
  const world = {} as World
  beforeAll(async () => void Object.assign(world, await begin()))
  afterAll(() => world.stop?.())

  const queue = { name: 'Queue', value: 'liftlock' }
  const taken = async () => {
    const execution = await world.offer()
    const [job] = await world.jobs.poll(jobType, 1, queue)
    expect(await world.jobs.acknowledge(job!.id, job!.nonce)).toBe(true)
    return { execution, job: job! }
  }

  test(`${name}: the account has our type, and no other one is asked for jobs`, async () => {
    expect(await world.jobs.types()).toContainEqual(jobType)
    await expect(world.jobs.poll({ ...jobType, version: '9' }, 1)).rejects.toMatchObject({
      reason: 'input-invalid',
      message: 'the account has no custom action type Deploy/Liftlock/9',
    })
  })

  test(`${name}: a job says where its action is, belongs to who acknowledges it first, and ends once`, async () => {
    const { execution, job } = await taken()
    expect(job).toMatchObject({
      account: '111111111111',
      configuration: { Queue: 'liftlock', Stage: 'deploy' },
      place: { pipeline: 'Garage', execution, stage: 'Deploy', action: 'Bring' },
    })
    expect(await world.jobs.details(job.id)).toMatchObject({ place: { execution } })
    expect(await world.jobs.acknowledge(job.id, job.nonce)).toBe(false)
    const success = { summary: 'done', externalId: 'one/two', variables: { outcome: 'succeeded', failure_reason: '' } }
    expect(await world.jobs.succeed(job.id, success)).toBe(true)
    expect(world.end(execution)).toEqual({ status: 'Succeeded', variables: success.variables })
    expect(await world.jobs.fail(job.id, { type: 'JobFailed', message: 'no', externalId: 'one' })).toBe(false)
  })

  test(`${name}: a job that goes on is offered under another id, with its token, and its action waits`, async () => {
    const { execution, job } = await taken()
    expect(await world.jobs.goOn(job.id, 'a-token')).toBe(true)
    expect(await world.jobs.goOn(job.id, 'another')).toBe(false)
    expect(world.end(execution).status).toBe('InProgress')
    const [next] = await world.jobs.poll(jobType, 1, queue)
    expect([next!.id === job.id, next!.token, next!.place]).toEqual([false, 'a-token', job.place])
    await world.jobs.acknowledge(next!.id, next!.nonce)
    expect(await world.jobs.fail(next!.id, { type: 'PermissionError', message: 'no', externalId: 'one' })).toBe(true)
    expect(world.end(execution).status).toBe('Failed')
  })

  test(`${name}: a job that does not exist is nobody's`, async () => {
    const { jobs } = world
    const id = randomUUID()
    expect(await jobs.acknowledge(id, '1')).toBe(false)
    expect(await jobs.details(id)).toBeUndefined()
    expect(await jobs.goOn(id, 'token')).toBe(false)
  })
}

test('a nonce that the service answers with another status than InProgress gives no job', async () => {
  const service = await startScriptedCodePipeline()
  service.handlers.AcknowledgeJob = () => ({ status: 'Queued' })
  const jobs = await service.aws.at({}).jobs()
  expect(await jobs.acknowledge(randomUUID(), '1')).toBe(false)
  await service.stop()
})

test('the template of the example has the action type that a worker creates', () => {
  const text = readFileSync(join(packageRoot(), 'examples', 'pipelines', 'worker', 'template.yaml'), 'utf8')
  const lines = text.split('\n').filter((line) => line.includes('Queryable: '))
  const properties = lines.map((line) => {
    const [, name, description] = /Name: (\w+), Description: "?([^"]*?)"?, Required/.exec(line)!
    const isSet = (word: string) => line.includes(`${word}: true`)
    return { name, description, required: isSet('Required'), queryable: isSet('Queryable') }
  })
  expect(properties).toEqual(actionProperties)
})

async function localWorld(): Promise<World> {
  const { jobs, start, actionOf, stop } = await jobWorld()
  const end = (execution: string) => {
    const { status, output } = actionOf(execution)
    return { status, variables: output?.outputVariables }
  }
  return { jobs, offer: () => start(), end, stop }
}

interface ScriptedJob {
  readonly id: string
  readonly execution: string
  readonly continuationToken?: string
  status: string
}

async function scriptedWorld(): Promise<World> {
  const service = await startScriptedCodePipeline()
  const all: ScriptedJob[] = []
  const ends = new Map<string, { status: string; variables?: object | undefined }>()
  const named = (id: unknown) => {
    const job = all.find((each) => each.id === id)
    if (job === undefined) throw new Refusal('JobNotFoundException', 'no such job')
    return job
  }
  const data = ({ execution, continuationToken }: ScriptedJob) => ({
    actionConfiguration: { configuration: { Queue: 'liftlock', Stage: 'deploy' } },
    pipelineContext: {
      pipelineName: 'Garage',
      pipelineExecutionId: execution,
      stage: { name: 'Deploy' },
      action: { name: 'Bring', actionExecutionId: execution },
    },
    continuationToken,
  })
  const shown = (job: ScriptedJob) => ({ id: job.id, nonce: '1', accountId: '111111111111', data: data(job) })
  const settle = (id: unknown, status: string, variables?: object) => {
    const job = named(id)
    if (job.status !== 'InProgress') throw new Refusal('InvalidJobStateException', 'it has ended')
    job.status = 'Succeeded'
    ends.set(job.execution, { status, variables })
    return job
  }
  Object.assign(service.handlers, {
    ListActionTypes: () => ({ actionTypes: [{ id: { ...jobType, owner: 'Custom' } }] }),
    PollForJobs: ({ actionTypeId, maxBatchSize }: { actionTypeId: { version: string }; maxBatchSize: number }) => {
      if (actionTypeId.version !== '1') throw new Refusal('ActionTypeNotFoundException', 'no such type')
      return {
        jobs: all
          .filter(({ status }) => status === 'Created')
          .slice(0, maxBatchSize)
          .map(shown),
      }
    },
    GetJobDetails: ({ jobId }: { jobId: string }) => ({ jobDetails: shown(named(jobId)) }),
    AcknowledgeJob: ({ jobId }: { jobId: string }) => {
      const job = named(jobId)
      if (job.status !== 'Created') throw new Refusal('InvalidNonceException', 'somebody else has it')
      job.status = 'InProgress'
      return { status: 'InProgress' }
    },
    PutJobSuccessResult: ({
      jobId,
      continuationToken,
      outputVariables,
    }: {
      jobId: string
      continuationToken?: string
      outputVariables?: object
    }) => {
      const { execution } = settle(jobId, continuationToken ? 'InProgress' : 'Succeeded', outputVariables)
      if (continuationToken) all.push({ id: randomUUID(), execution, status: 'Created', continuationToken })
      return {}
    },
    PutJobFailureResult: ({ jobId }: { jobId: string }) => {
      settle(jobId, 'Failed')
      return {}
    },
  })
  return {
    jobs: await service.aws.at({}).jobs(),
    async offer() {
      const execution = randomUUID()
      all.push({ id: randomUUID(), execution, status: 'Created' })
      return execution
    },
    end: (execution) => ends.get(execution) ?? { status: 'InProgress' },
    stop: service.stop,
  }
}
