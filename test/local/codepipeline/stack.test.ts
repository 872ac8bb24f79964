import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  CreateChangeSetCommand,
  DescribeChangeSetCommand,
  DescribeStackEventsCommand,
  DescribeStackResourceDriftsCommand,
  DetectStackDriftCommand,
} from '@aws-sdk/client-cloudformation'
import {
  AcknowledgeJobCommand,
  GetPipelineCommand,
  GetPipelineStateCommand,
  ListActionTypesCommand,
  ListPipelineExecutionsCommand,
  ListPipelinesCommand,
  ListTagsForResourceCommand,
  PollForJobsCommand,
  PutJobSuccessResultCommand,
  UpdatePipelineCommand,
} from '@aws-sdk/client-codepipeline'
import { PutEventsCommand } from '@aws-sdk/client-eventbridge'
import { PutObjectCommand } from '@aws-sdk/client-s3'
import { DeleteMessageCommand, ReceiveMessageCommand } from '@aws-sdk/client-sqs'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { type CodePipelineServer, startCodePipeline } from '../../../src/local/codepipeline/server.ts'
import { holdPort } from '../../../src/local/daemon/free-port.ts'
import { deleteStack, deployStack, type LocalClients, localClients } from '../../support/local-clients.ts'
import { startMinistack, type TestMinistack } from '../../support/ministack.ts'
import { pipelineProperties, pipelineTemplate } from '../../support/pipeline-template.ts'

let ministack: TestMinistack
let server: CodePipelineServer
let clients: LocalClients
const folder = mkdtempSync(join(tmpdir(), 'codepipeline-stack-'))

const startServer = (port: number) => {
  const log = (line: string) => void process.stderr.write(`${line}\n`)
  return startCodePipeline({ ...ministack, iam: false, port, folder, log })
}

beforeAll(async () => {
  const held = await holdPort()
  ministack = await startMinistack({ environment: { LIFTLOCK_CODEPIPELINE_URL: `http://127.0.0.1:${held.port}` } })
  await held.release()
  server = await startServer(held.port)
  clients = localClients(ministack, '111111111111')
})

afterAll(async () => {
  await server?.close()
  await ministack?.stop()
  rmSync(folder, { recursive: true, force: true })
})

async function until<T>(ask: () => Promise<T | undefined>): Promise<T> {
  for (;;) {
    const answer = await ask()
    if (answer !== undefined) return answer
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

const executions = async () =>
  (await clients.codepipeline.send(new ListPipelineExecutionsCommand({ pipelineName: 'Garage' })))
    .pipelineExecutionSummaries ?? []

const stateOf = async (name: string) =>
  (await clients.codepipeline.send(new GetPipelineStateCommand({ name }))).stageStates ?? []

const pipelineVersion = async () =>
  (await clients.codepipeline.send(new GetPipelineCommand({ name: 'Garage' }))).pipeline

/** Why a resource of a stack failed last. */
const failureOf = async (stack: string, resource: string) => {
  const { StackEvents = [] } = await clients.cloudformation.send(new DescribeStackEventsCommand({ StackName: stack }))
  return StackEvents.find(
    ({ LogicalResourceId, ResourceStatus = '' }) => LogicalResourceId === resource && ResourceStatus.endsWith('FAILED'),
  )?.ResourceStatusReason
}

/** Messages of a queue, until one of them is the last that is waited for. */
async function messagesOf(queue: string, isLast: (body: string) => boolean): Promise<readonly string[]> {
  const bodies: string[] = []
  await until(async () => {
    const { Messages = [] } = await clients.sqs.send(
      new ReceiveMessageCommand({ QueueUrl: queue, MaxNumberOfMessages: 1 }),
    )
    for (const { Body = '', ReceiptHandle } of Messages) {
      bodies.push(Body)
      await clients.sqs.send(new DeleteMessageCommand({ QueueUrl: queue, ReceiptHandle }))
    }
    return bodies.some(isLast) ? true : undefined
  })
  return bodies
}

const tagsOf = async (name: string) => {
  const resourceArn = `arn:aws:codepipeline:eu-west-1:111111111111:${name}`
  const { tags = [] } = await clients.codepipeline.send(new ListTagsForResourceCommand({ resourceArn }))
  return Object.fromEntries(tags.map(({ key, value }) => [key, value]))
}

let outputs: Readonly<Record<string, string>>

test('a stack creates a pipeline with everything that its template says', async () => {
  const created = await deployStack(clients, 'garage', pipelineTemplate())
  outputs = created.outputs
  expect([created.status, created.reason]).toEqual(['CREATE_COMPLETE', undefined])
  expect(outputs).toMatchObject({ Name: 'Garage', Version: '1' })
  const { pipeline } = await clients.codepipeline.send(new GetPipelineCommand({ name: 'Garage' }))
  expect(pipeline).toMatchObject({
    roleArn: expect.stringMatching(/^arn:aws:iam::111111111111:role\/garage-Role/),
    artifactStores: {
      'eu-west-1': { type: 'S3', location: 'garage-artifacts' },
      'us-east-1': { type: 'S3', location: 'elsewhere' },
    },
    variables: [{ name: 'Release', defaultValue: 'none', description: 'What is released' }],
  })
  const [source, approve, build] = pipeline!.stages!
  expect(source!.actions![0]).toMatchObject({
    configuration: { S3Bucket: 'garage-sources', PollForSourceChanges: 'false' },
    actionTypeId: { version: '1' },
  })
  expect(approve).toMatchObject({
    beforeEntry: { conditions: [{ result: 'FAIL', rules: [{ name: 'Open', ruleTypeId: { version: '1' } }] }] },
    actions: [{ runOrder: 1, timeoutInMinutes: 60 }],
  })
  expect(build).toMatchObject({
    onFailure: { result: 'RETRY', retryConfiguration: { retryMode: 'ALL_ACTIONS' } },
    actions: [{ commands: ['echo built'], environmentVariables: [{ name: 'LEVEL', value: '3' }] }],
  })
  const { disabledReason, enabled } = (await stateOf('Garage'))[2]!.inboundTransitionState!
  expect([enabled, disabledReason]).toEqual([false, 'Not yet'])
  expect(await tagsOf('Garage')).toMatchObject({ team: 'bikes', 'aws:cloudformation:stack-name': 'garage' })
  const [first] = await executions()
  expect(first!.trigger).toEqual({
    triggerType: 'CreatePipeline',
    triggerDetail: 'arn:aws:iam::111111111111:root',
  })
})

test('an upload starts the pipeline by its rule, with the version and the variables that the rule hands on', async () => {
  const { VersionId } = await clients.s3.send(
    new PutObjectCommand({ Bucket: 'garage-sources', Key: 'app.zip', Body: 'first' }),
  )
  const started = await until(async () =>
    (await executions()).find(({ trigger }) => trigger?.triggerType === 'CloudWatchEvent'),
  )
  expect(started.trigger!.triggerDetail).toBe('arn:aws:events:eu-west-1:111111111111:rule/garage-starting')
  const letters = await messagesOf(outputs.Letters!, () => true)
  const letter = JSON.parse(letters[0]!)
  const { approval } = JSON.parse(letter.Message)
  expect(letter.Subject).toBe('APPROVAL NEEDED: AWS CodePipeline Garage for action Ask')
  expect(approval).toMatchObject({ pipelineName: 'Garage', customData: 'app.zip' })
  const [source, approve] = await stateOf('Garage')
  expect(approve!.actionStates![0]!.latestExecution).toMatchObject({ status: 'InProgress', token: approval.token })
  expect(source!.actionStates![0]!.latestExecution!.externalExecutionId ?? VersionId).toBe(VersionId)

  const isAsked = (body: string) => body.includes(`"action-execution-id": "${approval.token}"`)
  const all = await messagesOf(outputs.Heard!, isAsked)
  const events = all
    .map((body) => JSON.parse(body))
    .filter(({ detail }) => detail['execution-id'] === started.pipelineExecutionId)
  expect(events.map(({ 'detail-type': type, detail }) => `${type.split(' ')[1]} ${detail.state}`)).toEqual([
    'Pipeline STARTED',
    'Stage STARTED',
    'Action STARTED',
    'Action SUCCEEDED',
    'Stage SUCCEEDED',
    'Stage STARTED',
    'Action STARTED',
  ])
  expect(events[0]).toMatchObject({
    source: 'aws.codepipeline',
    account: '111111111111',
    resources: ['arn:aws:codepipeline:eu-west-1:111111111111:Garage'],
    detail: { 'execution-trigger': { 'trigger-type': 'CloudWatchEvent' } },
  })
  expect(all.at(-1)).toMatch(/"version": 1\.0\b.*"pipeline-execution-attempt": 1\.0\b/)
  expect(events.at(-1).detail).toMatchObject({ action: 'Ask', 'start-time': expect.any(String) })
})

test('an event for a pipeline that is not there goes to the dead-letter queue of its target', async () => {
  const Entries = [{ Source: 'desk', DetailType: 'Asked', Detail: '{"number": 7}' }]
  await clients.events.send(new PutEventsCommand({ Entries }))
  const letter = await until(async () => {
    const request = { QueueUrl: outputs.Lost, MessageAttributeNames: ['All'] }
    return (await clients.sqs.send(new ReceiveMessageCommand(request))).Messages?.[0]
  })
  expect(letter.MessageAttributes).toMatchObject({
    ERROR_CODE: { StringValue: 'NO_RESOURCE' },
    TARGET_ARN: { StringValue: 'arn:aws:codepipeline:eu-west-1:111111111111:Nothing' },
  })
  expect(JSON.parse(letter.Body!)).toMatchObject({ source: 'desk', detail: { number: 7 } })
})

test('an update makes a new version and starts it when the template says so', async () => {
  const properties = pipelineProperties()
  properties.Variables[0].DefaultValue = 'next'
  properties.RestartExecutionOnUpdate = 'true'
  properties.DisableInboundStageTransitions = [{ StageName: 'Approve', Reason: 'Holidays' }]
  properties.Tags = [{ Key: 'owner', Value: 'ada' }]
  const { status, outputs: updated } = await deployStack(clients, 'garage', pipelineTemplate(properties))
  expect([status, updated.Version]).toEqual(['UPDATE_COMPLETE', '2'])
  const [, approve, build] = await stateOf('Garage')
  expect(approve!.inboundTransitionState).toMatchObject({ enabled: false, disabledReason: 'Holidays' })
  expect(build!.inboundTransitionState!.enabled).toBe(true)
  const tags = await tagsOf('Garage')
  expect([tags.owner, tags.team]).toEqual(['ada', undefined])
  const newest = (await executions())[0]!
  expect(newest.trigger!.triggerType).toBe('StartPipelineExecution')

  const tagged = { ...properties, Tags: [{ Key: 'owner', Value: 'bob' }] }
  const again = await deployStack(clients, 'garage', pipelineTemplate(tagged))
  expect([again.status, again.outputs.Version, (await tagsOf('Garage')).owner]).toEqual(['UPDATE_COMPLETE', '2', 'bob'])
  expect((await executions())[0]!.pipelineExecutionId).toBe(newest.pipelineExecutionId)
  const back = await deployStack(clients, 'garage', pipelineTemplate(properties))
  expect(back.status).toBe('UPDATE_COMPLETE')
})

test('an update that the service refuses fails with its words, and one that fails elsewhere is taken back', async () => {
  const current = pipelineProperties()
  current.Variables[0].DefaultValue = 'next'
  current.DisableInboundStageTransitions = [{ StageName: 'Approve', Reason: 'Holidays' }]
  current.Tags = [{ Key: 'owner', Value: 'ada' }]
  const refused = structuredClone(current)
  refused.Stages[1].BeforeEntry.Conditions[0].Result = 'ROLLBACK'
  const first = await deployStack(clients, 'garage', pipelineTemplate(refused))
  expect(first.status).toBe('UPDATE_ROLLBACK_COMPLETE')
  expect(await pipelineVersion()).toMatchObject({ version: 2 })
  expect(await failureOf('garage', 'Pipeline')).toContain('Stages[1].BeforeEntry.Conditions[0].Result')

  const changed = structuredClone(current)
  changed.Variables[0].DefaultValue = 'never'
  const Late = {
    Type: 'AWS::SQS::Queue',
    Properties: { QueueName: { 'Fn::Sub': '${Letters.QueueName}' }, Tags: [{ Key: 'of', Value: { Ref: 'Pipeline' } }] },
  }
  const second = await deployStack(clients, 'garage', pipelineTemplate(changed, { Late }))
  expect(second.status).toBe('UPDATE_ROLLBACK_COMPLETE')
  expect(await pipelineVersion()).toMatchObject({ version: 4, variables: [{ defaultValue: 'next' }] })
})

test('what somebody changed beside the stack is drift', async () => {
  const driftOf = async () => {
    const { StackDriftDetectionId } = await clients.cloudformation.send(
      new DetectStackDriftCommand({ StackName: 'garage' }),
    )
    expect(StackDriftDetectionId).toBeDefined()
    const { StackResourceDrifts = [] } = await clients.cloudformation.send(
      new DescribeStackResourceDriftsCommand({ StackName: 'garage' }),
    )
    return StackResourceDrifts.find(({ LogicalResourceId }) => LogicalResourceId === 'Pipeline')
  }
  expect((await driftOf())!.StackResourceDriftStatus).toBe('IN_SYNC')
  const { pipeline } = await clients.codepipeline.send(new GetPipelineCommand({ name: 'Garage' }))
  const variables = [{ name: 'Release', defaultValue: 'by hand' }]
  await clients.codepipeline.send(new UpdatePipelineCommand({ pipeline: { ...pipeline!, variables } }))
  const drift = await driftOf()
  expect(drift!.StackResourceDriftStatus).toBe('MODIFIED')
  expect(drift!.PropertyDifferences).toContainEqual(
    expect.objectContaining({ PropertyPath: '/Variables/0/DefaultValue', ActualValue: 'by hand' }),
  )
})

test('another name is another pipeline, as the change set says, and the former one is deleted', async () => {
  const properties = { ...pipelineProperties(), Name: 'Workshop' }
  const known = { StackName: 'garage', ChangeSetName: 'rename' }
  const TemplateBody = JSON.stringify(pipelineTemplate(properties))
  await clients.cloudformation.send(
    new CreateChangeSetCommand({ ...known, TemplateBody, Capabilities: ['CAPABILITY_NAMED_IAM'] }),
  )
  const changes = await until(async () => {
    const { Status, Changes } = await clients.cloudformation.send(new DescribeChangeSetCommand(known))
    return Status === 'CREATE_COMPLETE' ? Changes : undefined
  })
  const change = changes.find(({ ResourceChange: { LogicalResourceId } = {} }) => LogicalResourceId === 'Pipeline')
  expect(change!.ResourceChange).toMatchObject({ Action: 'Modify', Replacement: 'True' })
  const { status, outputs: renamed } = await deployStack(clients, 'garage', TemplateBody)
  expect([status, renamed.Name, renamed.Version]).toEqual(['UPDATE_COMPLETE', 'Workshop', '1'])
  const { pipelines = [] } = await clients.codepipeline.send(new ListPipelinesCommand({}))
  expect(pipelines.map(({ name }) => name)).toEqual(['Workshop'])
})

test('an action type of a stack is used by an action, and its worker gets the job', async () => {
  const bench = (Version: unknown) => ({
    Type: 'AWS::CodePipeline::CustomActionType',
    Properties: {
      Category: 'Build',
      Provider: 'Bench',
      Version,
      ConfigurationProperties: [{ Name: 'Room', Key: 'true', Required: true, Secret: false, Queryable: true }],
      InputArtifactDetails: { MinimumCount: '1', MaximumCount: 1 },
      OutputArtifactDetails: { MinimumCount: 0, MaximumCount: 0 },
      Settings: { EntityUrlTemplate: 'https://bench.example/{Config:Room}' },
    },
  })
  const { Name: _, DisableInboundStageTransitions: __, Variables: ___, ...rest } = pipelineProperties()
  const actionTypeId = { category: 'Build', owner: 'Custom', provider: 'Bench', version: '1' } as const
  const Pipeline = {
    Type: 'AWS::CodePipeline::Pipeline',
    DependsOn: 'Bench',
    Properties: {
      ...rest,
      RoleArn: 'arn:aws:iam::111111111111:role/pipeline',
      ArtifactStores: { Ref: 'AWS::NoValue' },
      ArtifactStore: { Type: 'S3', Location: 'garage-artifacts' },
      Stages: [
        {
          ...rest.Stages[0],
          Actions: [
            { ...rest.Stages[0].Actions[0], Configuration: { S3Bucket: 'garage-sources', S3ObjectKey: 'app.zip' } },
          ],
        },
        {
          Name: 'Build',
          Actions: [
            {
              Name: 'Make',
              ActionTypeId: { Category: 'Build', Owner: 'Custom', Provider: 'Bench', Version: 1 },
              Configuration: { Room: 'two' },
              InputArtifacts: [{ Name: 'Code' }],
            },
          ],
        },
      ],
    },
  }
  const template = (version: unknown) => ({
    Resources: { Pipeline, Bench: bench(version) },
    Outputs: { Pipeline: { Value: { Ref: 'Pipeline' } }, Bench: { Value: { Ref: 'Bench' } } },
  })
  const { status, reason, outputs: made } = await deployStack(clients, 'bench', template(1))
  expect([status, reason, made.Bench]).toEqual(['CREATE_COMPLETE', undefined, 'Build|Bench|1'])
  expect(made.Pipeline).toMatch(/^bench-Pipeline-/)
  const job = await until(async () => {
    const { jobs = [] } = await clients.codepipeline.send(
      new PollForJobsCommand({ actionTypeId, queryParam: { Room: 'two' } }),
    )
    return jobs[0]
  })
  const { id: jobId, nonce } = job
  await clients.codepipeline.send(new AcknowledgeJobCommand({ jobId, nonce }))
  await clients.codepipeline.send(new PutJobSuccessResultCommand({ jobId }))
  await until(async () => {
    const state = await stateOf(made.Pipeline!)
    return state[1]?.latestExecution?.status === 'Succeeded' ? true : undefined
  })
  const taken = await deployStack(clients, 'other-bench', { Resources: { Bench: bench('1') } })
  expect([taken.status, taken.reason]).toEqual(['ROLLBACK_COMPLETE', expect.stringContaining('already exists')])
  expect((await deleteStack(clients, 'bench')).status).toBe('DELETE_COMPLETE')
  const { actionTypes } = await clients.codepipeline.send(new ListActionTypesCommand({ actionOwnerFilter: 'Custom' }))
  expect(actionTypes).toEqual([])
})

test('a stack that is deleted waits for the executor to start again, and leaves no pipeline behind', async () => {
  const { port } = server
  await server.close()
  const deleted = deleteStack(clients, 'garage')
  await until(async () => {
    const { StackEvents = [] } = await clients.cloudformation.send(
      new DescribeStackEventsCommand({ StackName: 'garage' }),
    )
    return StackEvents.find(
      ({ LogicalResourceId, ResourceStatus }) =>
        LogicalResourceId === 'Pipeline' && ResourceStatus === 'DELETE_IN_PROGRESS',
    )
  })
  server = await startServer(port)
  expect((await deleted).status).toBe('DELETE_COMPLETE')
  expect((await clients.codepipeline.send(new ListPipelinesCommand({}))).pipelines).toEqual([])
})
