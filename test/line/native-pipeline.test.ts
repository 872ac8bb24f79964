import { DescribeStacksCommand } from '@aws-sdk/client-cloudformation'
import { ListActionExecutionsCommand } from '@aws-sdk/client-codepipeline'
import { InvokeCommand } from '@aws-sdk/client-lambda'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { type CommandLine, commandLine, type Ended, outputsOf, succeed } from '../support/command-line.ts'
import { until } from '../support/local-clients.ts'
import { type ApplicationParts, type NativeDelivery, nativeDelivery, pipelineName } from '../support/native-delivery.ts'

/*
 * The rendered pipeline with actions of CloudFormation, in three accounts of a local AWS that enforces permissions. The
 * tests follow one another.
 */
const minutes = 60_000
let line: CommandLine
let delivery: NativeDelivery
/** What the topic of the pipeline told. */
const told: string[] = []

beforeAll(async () => {
  line = commandLine()
  delivery = await nativeDelivery(line)
}, 4 * minutes)
afterAll(() => line.close(), minutes)

interface Execution {
  readonly release: string
  readonly execution: string
}

const failureOf = ({ code, stdout }: Ended) => ({ code, reason: JSON.parse(stdout).error?.reason })
const drive = (command: string, ...args: readonly string[]) => delivery.drive(command, pipelineName, ...args)
const follow = (execution: string) => drive('follow', '--execution', execution)
const answer = (how: 'approve' | 'reject', { execution, release }: Execution) =>
  drive(how, '--execution', execution, '--release', release)

async function start(version: string, more?: ApplicationParts): Promise<Execution> {
  const { release, bundle } = await delivery.bring(version, more)
  const values = ['--variables', `Release=${release}`, '--revisions', `Release=${bundle}`]
  const started = await succeed(drive('start', ...values, '--detach'))
  return { release, execution: outputsOf(started).execution }
}

async function actionsOf(execution: string): Promise<readonly string[]> {
  const shown = await succeed(drive('show', '--execution', execution))
  const actions: readonly { stageName: string; actionName: string; status: string }[] = outputsOf(shown).actions
  return actions.map(({ stageName, actionName, status }) => `${stageName}/${actionName} ${status}`).reverse()
}

/** Asks the service, because a command takes half a second of the processor. */
async function reaches(execution: string, wanted: string, seconds: number): Promise<void> {
  const { codepipeline } = delivery.clients('pipeline')
  const filter = { pipelineExecutionId: execution }
  await until(async () => {
    const { actionExecutionDetails = [] } = await codepipeline.send(
      new ListActionExecutionsCommand({ pipelineName, filter }),
    )
    return actionExecutionDetails.some((each) => `${each.stageName}/${each.actionName} ${each.status}` === wanted)
  }, seconds)
}

async function production() {
  const { cloudformation } = delivery.clients('production')
  const { Stacks } = await cloudformation.send(new DescribeStacksCommand({ StackName: 'shop-production' }))
  const { Outputs = [], Tags = [] } = Stacks![0]!
  const outputs = Outputs.map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue])
  return { tags: Tags, ...(Object.fromEntries(outputs) as Record<'Version' | 'Greeting' | 'Function', string>) }
}

test(
  'the creation run ends before anything is prepared',
  async () => {
    await delivery.bring('0.0.1')
    await succeed(delivery.deployPipeline())
    let listed: readonly { status: string; pipelineExecutionId: string }[] = []
    await until(async () => {
      listed = outputsOf(await succeed(drive('list'))).listed
      return listed[0]?.status === 'Failed'
    }, 60)
    const source = expect.stringMatching(/^Source\/\w+ Succeeded$/)
    expect(await actionsOf(listed[0]!.pipelineExecutionId)).toEqual([source, source])
  },
  3 * minutes,
)

test(
  'a release reaches production in another account, with its parameters, its tags and its code',
  async () => {
    const started = await start('1.0.0')

    await succeed(answer('approve', started))
    await succeed(follow(started.execution))

    expect((await actionsOf(started.execution)).slice(2)).toEqual([
      'Staging/Prepare Succeeded',
      'Staging/Change Succeeded',
      'Staging/Deploy Succeeded',
      'Staging/Gate Succeeded',
      'Plan/Bring Succeeded',
      'Plan/Plan Succeeded',
      'Approve/Approve Succeeded',
      'Production/Promote Succeeded',
    ])
    const stack = await production()
    expect(stack).toMatchObject({ Version: '1.0.0', Greeting: 'hello "production", ${this} & \'that\'' })
    expect(stack.tags).toContainEqual({ Key: 'place', Value: 'production' })
    const { release, execution } = started
    await until(async () => {
      told.push(...(await delivery.messages()))
      return told.some((text) => text.includes(`Execution ${execution} of the pipeline shop succeeded (SUCCEEDED).`))
    }, 60)
    const questions = told.filter((text) => text.includes(`Execution ${execution} waits`))
    expect(questions.map((text) => JSON.parse(text).approval.customData)).toEqual([
      `Execution ${execution} waits for your answer: release=${release} environment=production. Look at the change set liftlock-${execution} of the stack shop-production in CloudFormation. To let it in, or with the word reject to refuse it: liftlock pipeline approve shop --region eu-west-1 --release ${release}`,
    ])
    const { lambda } = delivery.clients('production')
    const { Payload } = await lambda.send(new InvokeCommand({ FunctionName: stack.Function }))
    expect(new TextDecoder().decode(Payload)).toBe('"1.0.0"')
  },
  4 * minutes,
)

test(
  'an approval of another release is not answered, and a rejection changes nothing in production',
  async () => {
    const started = await start('1.1.0')

    const other = await answer('approve', { ...started, release: 'f'.repeat(64) })
    await succeed(answer('reject', started))
    const ended = await follow(started.execution)

    expect(failureOf(other).reason).toBe('approval-differs')
    expect(failureOf(ended).reason).toBe('approval-rejected')
    expect((await production()).Version).toBe('1.0.0')
  },
  4 * minutes,
)

test(
  'an approval executes the change set of its own execution, and that of an older one is gone then',
  async () => {
    const older = await start('2.0.0')
    await reaches(older.execution, 'Approve/Approve InProgress', 120)
    const newer = await start('2.1.0')
    await reaches(newer.execution, 'Plan/Plan Succeeded', 120)

    await succeed(answer('approve', older))
    await succeed(follow(older.execution))
    expect((await production()).Version).toBe('2.0.0')
    await succeed(answer('approve', newer))
    const ended = await follow(newer.execution)

    expect(failureOf(ended).reason).toBe('action-failed')
    expect(ended.stderr).toContain('ChangeSetNotFound')
    expect((await production()).Version).toBe('2.0.0')
    const retried = await drive('retry', '--execution', newer.execution, '--pipeline-stage', 'Production')
    expect(failureOf(retried).reason).toBe('action-failed')
    expect(retried.stderr).toContain('ChangeSetNotFound')
  },
  5 * minutes,
)

test(
  'a release whose scenario fails stays out of production',
  async () => {
    const place = { file: 'gate.json', line: 1, column: 1 }
    const { execution } = await start('3.0.0', {
      scenarios: [{ name: 'asks', place, extends: ['nothing'], activities: [] }],
    })

    expect(failureOf(await follow(execution)).reason).toBe('action-failed')

    expect((await actionsOf(execution)).slice(-2)).toEqual(['Staging/Deploy Succeeded', 'Staging/Gate Failed'])
    expect((await production()).Version).toBe('2.0.0')
  },
  4 * minutes,
)

test.each([
  ['roles-staging.json', 'PrepareRole', 'ReadRelease', 'Staging/Prepare Failed', 0],
  ['roles-staging.json', 'ChangeRole', 'KeepLargeTemplate', 'Staging/Change Failed', 60_000],
  ['roles-staging.json', 'ExecuteRole', 'ExecuteChangeSet', 'Staging/Deploy Failed', 0],
  ['pipeline.json', 'ArtifactsPolicy', 'Staging', 'Staging/Change Failed', 0],
] as const)(
  'in %s, %s without %s ends with %s',
  async (template, resource, sid, expected, padding) => {
    await delivery.deployWithout(template, resource, sid)
    const { execution } = await start(`4.0.0-${sid.toLowerCase()}`, { padding })
    const ended = await follow(execution)
    await delivery.restore(template)

    expect(ended.code).toBe(1)
    expect((await actionsOf(execution)).at(-1)).toBe(expected)
  },
  3 * minutes,
)

test(
  'a template that is too large for a request reaches production with the rights that are rendered',
  async () => {
    const started = await start('5.0.0', { padding: 60_000 })
    await succeed(answer('approve', started))
    await succeed(follow(started.execution))
    expect((await production()).Version).toBe('5.0.0')
  },
  4 * minutes,
)
