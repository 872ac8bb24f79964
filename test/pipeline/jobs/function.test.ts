import { FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs'
import { PutObjectCommand } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { functionPipeline } from '../../support/function-pipeline.ts'
import { buckets, configuration, example, type JobGround, jobGround, stageRole } from '../../support/job-ground.ts'
import { until } from '../../support/local-clients.ts'
import { packedToolkit } from '../../support/packed-toolkit.ts'

/*
 * A pipeline of the local CodePipeline whose actions call the built handler, as a function of Lambda with the role of
 * the example. Permissions are enforced. The tests follow one another.
 */
const minutes = 60_000
const [pipelineName, text] = ['greeting', example('function')]
let ground: JobGround
let functions: Readonly<Record<string, string>>
let parameters: Readonly<Record<string, string>>

beforeAll(async () => {
  ground = await jobGround()
  const Body = await packedToolkit(configuration)
  const { VersionId } = await ground.clients.s3.send(
    new PutObjectCommand({ Bucket: buckets.sources, Key: 'toolkit.zip', Body }),
  )
  parameters = {
    ...{ CodeBucket: buckets.sources, CodeKey: 'toolkit.zip', CodeVersion: VersionId!, Pipeline: pipelineName },
    // A deployment takes longer than one invocation.
    ...{ StageRole: stageRole, Stages: 'deploy,quality-gate', TimeLimit: '90' },
  }
  functions = await ground.deployExample('function', text, parameters)
  await ground.deploy('pipeline', functionPipeline(pipelineName, functions.FunctionName!))
}, 8 * minutes)
afterAll(() => ground?.line.close(), minutes)

const action = (execution: string, name: string, status: string) =>
  ground.action(pipelineName, execution, name, (each) => each.status === status)

/** What the function has printed, oldest first. */
async function log(): Promise<string> {
  const logGroupName = `/aws/lambda/${functions.FunctionName}`
  const { events = [] } = await ground.clients.logs.send(new FilterLogEventsCommand({ logGroupName }))
  return events.map(({ message }) => message).join('\n')
}

test(
  'a deployment goes on over invocations, the gate follows, and their outputs are output variables',
  async () => {
    const release = await ground.release({ version: '1.0.0', slow: 75 })
    const execution = await ground.start(pipelineName, release)
    await until(async () => (await log().catch(() => '')).includes('the service invokes this function again'), 300)
    await ground.passMinutes(1)
    const deployed = await action(execution, 'Deploy', 'Succeeded')
    expect(deployed.output?.outputVariables).toMatchObject({ outcome: 'succeeded', release })
    const gated = await action(execution, 'Gate', 'Succeeded')
    expect(gated.output?.outputVariables).toMatchObject({ outcome: 'succeeded' })
    expect(gated.output?.executionResult?.externalExecutionSummary).toContain('quality-gate: succeeded')
    expect(await ground.running()).toBe('1.0.0')
    expect(await log()).toContain(JSON.stringify({ stage: 'quality-gate', outcome: 'succeeded', execution }))
  },
  6 * minutes,
)

test(
  'a gate that fails ends its action with its reason, and every right of the role was used',
  async () => {
    const execution = await ground.start(pipelineName, await ground.release({ version: '1.1.0', broken: true }))
    const { output } = await action(execution, 'Gate', 'Failed')
    expect(output?.executionResult?.errorDetails).toMatchObject({
      code: 'JobFailed',
      message: expect.stringContaining('Reason: gate-failed'),
    })
    expect(await ground.running()).toBe('1.1.0')
    // The rights to the log are used by Lambda itself, which the local AWS does not ask for them.
    expect(await ground.usedRights(functions.RoleName!)).toEqual([])
  },
  6 * minutes,
)
