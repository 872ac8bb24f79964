import { AssumeRoleCommand } from '@aws-sdk/client-sts'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import type { WorkerEvent } from '../../../src/hosts/codepipeline/worker/worker-event.ts'
import type { Started } from '../../support/command-line.ts'
import { account, buckets, example, type JobGround, jobGround, region, stageRole } from '../../support/job-ground.ts'
import { until } from '../../support/local-clients.ts'

/*
 * The pipeline of the example for workers on the local CodePipeline, and workers as processes with the rights that the
 * example gives them. Permissions are enforced. The tests follow one another.
 */
const minutes = 60_000
const pipelineName = 'hello-by-worker'
let ground: JobGround
const workers: Started[] = []

beforeAll(async () => {
  ground = await jobGround()
  // Jobs of several executions wait at the same time.
  const text = example('worker').replace('ExecutionMode: QUEUED', 'ExecutionMode: PARALLEL')
  const parameters = { SourceBucket: buckets.sources, Artifacts: buckets.artifacts }
  const { WorkerPolicy } = await ground.deployExample('worker', text, parameters)
  const role = (RoleName: string, denied: readonly string[] = []) => ({
    Type: 'AWS::IAM::Role',
    Properties: {
      RoleName,
      AssumeRolePolicyDocument: {
        Statement: [{ Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${account}:root` }, Action: 'sts:AssumeRole' }],
      },
      ManagedPolicyArns: [WorkerPolicy],
      Policies: [
        {
          PolicyName: 'stages',
          PolicyDocument: {
            Statement: [
              { Sid: 'WorkInTheEnvironment', Effect: 'Allow', Action: 'sts:AssumeRole', Resource: stageRole },
              ...denied.map((Action) => ({ Effect: 'Deny', Action, Resource: '*' })),
            ],
          },
        },
      ],
    },
  })
  await ground.deploy('workers', {
    Resources: {
      Worker: role('greeting-worker'),
      CannotPoll: role('cannot-poll', ['codepipeline:PollForJobs']),
      CannotTake: role('cannot-take', ['codepipeline:AcknowledgeJob']),
      CannotEnter: role('cannot-enter', ['sts:AssumeRole']),
    },
  })
}, 8 * minutes)
afterAll(async () => {
  for (const { child } of workers) child.kill('SIGKILL')
  await ground?.line.close()
}, minutes)

/** A worker with the credentials of a role and nothing else. */
async function startWorker(name: string, { role = 'greeting-worker', more = [] as readonly string[] } = {}) {
  const { Credentials } = await ground.clients.sts.send(
    new AssumeRoleCommand({ RoleArn: `arn:aws:iam::${account}:role/${role}`, RoleSessionName: name }),
  )
  const environment = {
    AWS_ENDPOINT_URL: ground.local.endpoint,
    AWS_ACCESS_KEY_ID: Credentials!.AccessKeyId,
    AWS_SECRET_ACCESS_KEY: Credentials!.SecretAccessKey,
    AWS_SESSION_TOKEN: Credentials!.SessionToken,
  }
  const place = ['--region', region, '--account', account, '--state', 'state', '--name', name]
  const policy = ['--allow', 'release', '--allow', 'environment=staging', '--allow', 'lanes', '--every', '1']
  const started = ground.line.start(['pipeline', 'worker', ...place, ...policy, '--json', ...more], { environment })
  workers.push(started)
  let text = ''
  started.child.stdout!.on('data', (part: string) => {
    text += part
  })
  const events = () =>
    text
      .split('\n')
      .slice(0, -1)
      .map((each) => JSON.parse(each) as WorkerEvent)
  const took = () => events().flatMap((each) => (each.event === 'took' ? [each] : []))
  return { ...started, events, took, names: () => events().map(({ event }) => event) }
}

const succeeded = (execution: string, name: string) =>
  ground.action(pipelineName, execution, name, ({ status }) => status === 'Succeeded')
const inProgress = async () => (await ground.stackStatus())?.endsWith('_IN_PROGRESS') ?? false

test(
  'two workers that ask at once take each job once, and end in order at a signal',
  async () => {
    const release = await ground.release({ version: '1.0.0' })
    const executions = []
    for (let count = 0; count < 3; count += 1) executions.push(await ground.start(pipelineName, release, String(count)))
    const both = [await startWorker('one'), await startWorker('two')]
    for (const execution of executions)
      expect((await succeeded(execution, 'Gate')).output?.outputVariables).toMatchObject({ outcome: 'succeeded' })
    for (const { child } of both) child.kill('SIGTERM')
    expect((await Promise.all(both.map(({ ended }) => ended))).map(({ code }) => code)).toEqual([0, 0])

    const taken = both.flatMap(({ took }) => took()).map(({ place }) => place.actionExecution)
    expect([taken.length, new Set(taken).size]).toEqual([6, 6])
    for (const { took, names } of both) expect([took().length > 0, names().at(-1)]).toEqual([true, 'stopped'])
    expect(await ground.running()).toBe('1.0.0')
    expect(await ground.usedRights('greeting-worker')).toEqual([])
  },
  6 * minutes,
)

test(
  'a worker that gets a signal hands its job back, and another one goes on with it',
  async () => {
    const execution = await ground.start(pipelineName, await ground.release({ version: '1.1.0', slow: 15 }))
    const first = await startWorker('ends')
    await until(inProgress, 300)
    first.child.kill('SIGTERM')
    expect((await first.ended).code).toBe(0)
    expect(first.names()).toContain('handed-back')

    const second = await startWorker('goes-on', { more: ['--drain'] })
    await succeeded(execution, 'Deploy')
    expect(second.took()[0]).toMatchObject({ again: true })
    await succeeded(execution, 'Gate')
    expect((await second.ended).code).toBe(0)
    expect(await ground.running()).toBe('1.1.0')
  },
  6 * minutes,
)

test(
  'a worker that is killed and started again goes on with its job',
  async () => {
    const execution = await ground.start(pipelineName, await ground.release({ version: '1.2.0', slow: 15 }))
    const killed = await startWorker('killed')
    await until(inProgress, 300)
    killed.child.kill('SIGKILL')
    await killed.ended

    const again = await startWorker('started-again')
    await succeeded(execution, 'Gate')
    expect(again.names()).toEqual(expect.arrayContaining(['recovered', 'took', 'succeeded']))
    const job = killed.took()[0]!.job
    expect(again.events()).toContainEqual(expect.objectContaining({ event: 'recovered', job }))
    again.child.kill('SIGTERM')
    await again.ended
    expect(await ground.running()).toBe('1.2.0')
  },
  6 * minutes,
)

test(
  'a right that a worker lacks is named where it is needed',
  async () => {
    const blind = await startWorker('blind', { role: 'cannot-poll', more: ['--drain'] })
    expect(await blind.ended).toMatchObject({ code: 1, stderr: expect.stringContaining('codepipeline:PollForJobs') })

    const execution = await ground.start(pipelineName, await ground.release({ version: '1.3.0' }))
    await ground.action(pipelineName, execution, 'Deploy', ({ status }) => status === 'InProgress')
    const idle = await startWorker('idle', { role: 'cannot-take', more: ['--once'] })
    expect(await idle.ended).toMatchObject({ code: 1, stderr: expect.stringContaining('codepipeline:AcknowledgeJob') })
    expect(idle.took()).toEqual([])

    const outside = await startWorker('outside', { role: 'cannot-enter', more: ['--once'] })
    const { output } = await ground.action(pipelineName, execution, 'Deploy', ({ status }) => status === 'Failed')
    expect(output?.executionResult?.errorDetails).toMatchObject({
      code: 'PermissionError',
      message: expect.stringContaining('sts:AssumeRole'),
    })
    expect((await outside.ended).code).toBe(0)
  },
  6 * minutes,
)
