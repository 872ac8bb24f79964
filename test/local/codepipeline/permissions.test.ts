import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  type Artifact,
  CodePipelineClient,
  CreateCustomActionTypeCommand,
  CreatePipelineCommand,
  GetPipelineStateCommand,
  type Job,
  ListActionExecutionsCommand,
  ListPipelineExecutionsCommand,
  ListPipelinesCommand,
  PollForJobsCommand,
  PutApprovalResultCommand,
  StartPipelineExecutionCommand,
} from '@aws-sdk/client-codepipeline'
import {
  CreateBucketCommand,
  GetObjectCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { type CodePipelineServer, startCodePipeline } from '../../../src/local/codepipeline/server.ts'
import { holdPort } from '../../../src/local/daemon/free-port.ts'
import { readDeclaration } from '../../../src/pipeline/definition/read-definition.ts'
import { renderResource } from '../../../src/pipeline/definition/render-definition.ts'
import { aDeclaration } from '../../support/codepipeline-service.ts'
import { deployStack, type LocalClients, localClients } from '../../support/local-clients.ts'
import { startMinistack, type TestMinistack } from '../../support/ministack.ts'

let ministack: TestMinistack
let server: CodePipelineServer
let root: LocalClients
let operator: CodePipelineClient
let reader: CodePipelineClient
const folder = mkdtempSync(join(tmpdir(), 'codepipeline-permissions-'))
const account = '111111111111'
const pipeline = (name: string) => `arn:aws:codepipeline:eu-west-1:${account}:${name}`
const roleArn = (name: string) => `arn:aws:iam::${account}:role/${name}`

const role = (RoleName: string, Principal: object, Statement: readonly object[], condition = {}) => ({
  Type: 'AWS::IAM::Role',
  Properties: {
    RoleName,
    AssumeRolePolicyDocument: {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal, Action: 'sts:AssumeRole', ...condition }],
    },
    Policies: [{ PolicyName: 'own', PolicyDocument: { Version: '2012-10-17', Statement } }],
  },
})
const allow = (Action: string | readonly string[], Resource: string | readonly string[], more = {}) => ({
  Effect: 'Allow',
  Action,
  Resource,
  ...more,
})
const codepipeline = { Service: 'codepipeline.amazonaws.com' }
const fetches = [
  allow(['s3:GetBucketVersioning', 's3:GetObject', 's3:GetObjectVersion'], 'arn:aws:s3:::sources*'),
  allow(['s3:GetObject', 's3:PutObject'], 'arn:aws:s3:::artifacts/*'),
]
const passes = { Condition: { StringEquals: { 'iam:PassedToService': 'codepipeline.amazonaws.com' } } }
const ofSource = (name: string) => ({ Condition: { ArnEquals: { 'aws:SourceArn': pipeline(name) } } })

const Resources = {
  Pipeline: role('Pipeline', codepipeline, [...fetches, allow('sts:AssumeRole', roleArn('Fetching'))]),
  Blind: role('Blind', codepipeline, [fetches[1]!]),
  Halves: role('Halves', codepipeline, [
    allow(['s3:GetObject', 's3:GetObjectVersion'], 'arn:aws:s3:::sources/*'),
    fetches[1]!,
  ]),
  Elsewhere: role('Elsewhere', { Service: 'lambda.amazonaws.com' }, fetches),
  OneOnly: role('OneOnly', codepipeline, fetches, ofSource('Allowed')),
  Fetching: role('Fetching', { AWS: roleArn('Pipeline') }, fetches),
  Operator: role('Operator', { AWS: `arn:aws:iam::${account}:root` }, [
    allow(['codepipeline:CreatePipeline', 'codepipeline:StartPipelineExecution'], pipeline('Garage')),
    allow('codepipeline:PutApprovalResult', pipeline('Garage/Approve/Ask')),
    allow('iam:PassRole', roleArn('Pipeline'), passes),
  ]),
  Reader: role('Reader', { AWS: `arn:aws:iam::${account}:root` }, [
    allow(['codepipeline:GetPipelineState', 'codepipeline:ListActionExecutions'], pipeline('Garage')),
    allow('codepipeline:PutApprovalResult', pipeline('Garage/Approve')),
    allow('codepipeline:ListPipelines', '*'),
  ]),
}

beforeAll(async () => {
  const held = await holdPort()
  const environment = { LIFTLOCK_CODEPIPELINE_URL: `http://127.0.0.1:${held.port}` }
  ministack = await startMinistack({ environment, iam: true })
  await held.release()
  const log = (line: string) => process.stderr.write(`${line}\n`)
  server = await startCodePipeline({ ...ministack, iam: true, port: held.port, folder, log })
  root = localClients(ministack, account)
  expect(await deployStack(root, 'roles', { Resources })).toMatchObject({ reason: undefined })
  for (const Bucket of ['sources', 'artifacts']) await root.s3.send(new CreateBucketCommand({ Bucket }))
  const VersioningConfiguration = { Status: 'Enabled' } as const
  await root.s3.send(new PutBucketVersioningCommand({ Bucket: 'sources', VersioningConfiguration }))
  await root.s3.send(new PutObjectCommand({ Bucket: 'sources', Key: 'app.zip', Body: 'first' }))
  operator = await as('Operator')
  reader = await as('Reader')
}, 120_000)

afterAll(async () => {
  await server?.close()
  await ministack?.stop()
  rmSync(folder, { recursive: true, force: true })
}, 120_000)

/** CodePipeline for the holder of a role, within a policy of the session. */
async function as(name: string, Policy?: string): Promise<CodePipelineClient> {
  const { Credentials } = await root.sts.send(
    new AssumeRoleCommand({ RoleArn: roleArn(name), RoleSessionName: 'ada', Policy }),
  )
  const { AccessKeyId = '', SecretAccessKey = '', SessionToken } = Credentials ?? {}
  const credentials = {
    accessKeyId: AccessKeyId,
    secretAccessKey: SecretAccessKey,
    ...(SessionToken !== undefined && { sessionToken: SessionToken }),
  }
  return new CodePipelineClient({ endpoint: ministack.endpoint, region: 'eu-west-1', credentials, maxAttempts: 1 })
}

const create = (client: CodePipelineClient, name: string, as: string, change: object = {}) => {
  const [source, approve] = aDeclaration().stages
  const stages = [{ ...source, actions: [{ ...source.actions[0], ...change }] }, approve]
  const input = { pipeline: { ...aDeclaration(name), roleArn: roleArn(as), stages } }
  return client.send(new CreatePipelineCommand(input as never))
}

/** How the source of a pipeline ended. */
async function sourceOf(pipelineName: string) {
  for (;;) {
    const { actionExecutionDetails = [] } = await root.codepipeline.send(
      new ListActionExecutionsCommand({ pipelineName }),
    )
    const fetch = actionExecutionDetails.find(({ actionName }) => actionName === 'Fetch')
    if (fetch !== undefined && fetch.status !== 'InProgress') return fetch
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

const denied = (action: string, resource: string) =>
  expect.objectContaining({
    name: 'AccessDeniedException',
    message: expect.stringContaining(`is not authorized to perform: ${action} on resource: ${resource}`),
  })

test('who creates a pipeline has to be allowed to pass its role on, and the role has to trust CodePipeline', async () => {
  await expect(create(operator, 'Garage', 'Blind')).rejects.toEqual(denied('iam:PassRole', roleArn('Blind')))
  await expect(create(operator, 'Other', 'Pipeline')).rejects.toEqual(
    denied('codepipeline:CreatePipeline', pipeline('Other')),
  )
  await expect(create(root.codepipeline, 'Garage', 'Elsewhere')).rejects.toMatchObject({
    name: 'InvalidStructureException',
    message: `CodePipeline is not authorized to perform AssumeRole on role ${roleArn('Elsewhere')}`,
  })
  await expect(create(root.codepipeline, 'Refused', 'OneOnly')).rejects.toThrow(/not authorized to perform AssumeRole/)
  await create(root.codepipeline, 'Allowed', 'OneOnly')
  expect((await sourceOf('Allowed')).status).toBe('Succeeded')
})

test('a stack cannot make or change a pipeline whose role does not trust CodePipeline', async () => {
  const template = (as: string) => {
    const { definition } = readDeclaration({ pipeline: { ...aDeclaration('Stacked'), roleArn: roleArn(as) } })
    return { Resources: { Stacked: { Type: 'AWS::CodePipeline::Pipeline', Properties: renderResource(definition!) } } }
  }
  const reason = expect.stringContaining(`not authorized to perform AssumeRole on role ${roleArn('Elsewhere')}`)

  expect(await deployStack(root, 'refused', template('Elsewhere'))).toMatchObject({ reason })
  expect(await deployStack(root, 'stacked', template('Pipeline'))).toMatchObject({ reason: undefined })
  expect(await deployStack(root, 'stacked', template('Elsewhere'))).toMatchObject({ reason })
})

test('two roles: one approves and starts, the other one only looks', async () => {
  await create(operator, 'Garage', 'Pipeline')
  expect((await sourceOf('Garage')).status).toBe('Succeeded')
  let token: string | undefined
  while (token === undefined) {
    const { stageStates } = await reader.send(new GetPipelineStateCommand({ name: 'Garage' }))
    token = stageStates?.[1]?.actionStates?.[0]?.latestExecution?.token
  }
  const result = { status: 'Approved', summary: 'fine' } as const
  const answer = new PutApprovalResultCommand({
    pipelineName: 'Garage',
    stageName: 'Approve',
    actionName: 'Ask',
    token,
    result,
  })
  await expect(reader.send(answer)).rejects.toEqual(
    denied('codepipeline:PutApprovalResult', pipeline('Garage/Approve/Ask')),
  )
  await expect(reader.send(new StartPipelineExecutionCommand({ name: 'Garage' }))).rejects.toEqual(
    denied('codepipeline:StartPipelineExecution', pipeline('Garage')),
  )
  await expect(operator.send(new GetPipelineStateCommand({ name: 'Garage' }))).rejects.toEqual(
    denied('codepipeline:GetPipelineState', pipeline('Garage')),
  )
  const narrow = await as('Operator', JSON.stringify({ Version: '2012-10-17', Statement: [allow('s3:*', '*')] }))
  await expect(narrow.send(answer)).rejects.toMatchObject({ name: 'AccessDeniedException' })
  expect((await operator.send(answer)).approvedAt).toBeInstanceOf(Date)
  expect((await reader.send(new ListPipelinesCommand({}))).pipelines?.map(({ name }) => name)).toContain('Garage')
})

test('a role that lacks a right fails the action, and one of the action itself needs trust and permission', async () => {
  await create(root.codepipeline, 'Blinded', 'Blind')
  await create(root.codepipeline, 'Chained', 'Pipeline', { roleArn: roleArn('Fetching') })
  await create(root.codepipeline, 'Broken', 'Blind', { roleArn: roleArn('Fetching') })
  await create(root.codepipeline, 'Unseen', 'Halves')
  const codeOf = async (name: string) => {
    const { status, output } = await sourceOf(name)
    return [status, output?.executionResult?.errorDetails?.code]
  }
  expect(await codeOf('Blinded')).toEqual(['Failed', 'PermissionError'])
  expect(await codeOf('Chained')).toEqual(['Succeeded', undefined])
  expect(await codeOf('Broken')).toEqual(['Failed', 'PermissionError'])
  // Whether the bucket keeps versions is looked up as well.
  expect(await codeOf('Unseen')).toEqual(['Failed', 'PermissionError'])
})

test('a right that the role of the pipeline lost shows at the next action, whose keys are new', async () => {
  const put = (Statement: readonly object[]) =>
    deployStack(root, 'chain', { Resources: { Chain: role('Chain', codepipeline, Statement) } })
  await put([allow('sts:AssumeRole', roleArn('Fetching'))])
  const ownTrust = role('Fetching', { AWS: [roleArn('Pipeline'), roleArn('Chain')] }, fetches)
  expect(await deployStack(root, 'roles', { Resources: { ...Resources, Fetching: ownTrust } })).toMatchObject({
    reason: undefined,
  })
  await create(root.codepipeline, 'Losing', 'Chain', { roleArn: roleArn('Fetching') })
  expect((await sourceOf('Losing')).status).toBe('Succeeded')
  await put([allow('s3:GetObject', 'arn:aws:s3:::artifacts/*')])
  const { pipelineExecutionId } = await root.codepipeline.send(new StartPipelineExecutionCommand({ name: 'Losing' }))
  const ended = async () => {
    const { actionExecutionDetails = [] } = await root.codepipeline.send(
      new ListActionExecutionsCommand({ pipelineName: 'Losing', filter: { pipelineExecutionId } }),
    )
    return actionExecutionDetails.find(({ status }) => status !== 'InProgress')?.output?.executionResult
  }
  let result: Awaited<ReturnType<typeof ended>>
  while (result === undefined) result = await ended()
  expect(result.errorDetails).toMatchObject({
    code: 'PermissionError',
    message: expect.stringContaining('sts:AssumeRole'),
  })
})

test('a source that is polled is asked as the role, and the keys of a job reach its own objects only', async () => {
  const counts = { minimumCount: 0, maximumCount: 5 }
  const type = { category: 'Build', provider: 'Bench', version: '1' } as const
  const details = { inputArtifactDetails: counts, outputArtifactDetails: counts }
  await root.codepipeline.send(new CreateCustomActionTypeCommand({ ...type, ...details }))
  const [source] = aDeclaration().stages
  const configuration = { S3Bucket: 'sources', S3ObjectKey: 'app.zip' }
  const actionTypeId = { ...type, owner: 'Custom' as const }
  const make = {
    name: 'Make',
    actionTypeId,
    roleArn: roleArn('Fetching'),
    inputArtifacts: [{ name: 'Code' }],
    outputArtifacts: [{ name: 'Made' }],
  }
  const stages = [
    { ...source, actions: [{ ...source.actions[0], configuration }] },
    { name: 'Make', actions: [make] },
  ]
  const input = { pipeline: { ...aDeclaration('Polled'), roleArn: roleArn('Pipeline'), stages } }
  await root.codepipeline.send(new CreatePipelineCommand(input as never))
  expect((await sourceOf('Polled')).status).toBe('Succeeded')
  const { pipelineExecutionSummaries } = await root.codepipeline.send(
    new ListPipelineExecutionsCommand({ pipelineName: 'Polled' }),
  )
  expect(pipelineExecutionSummaries?.map(({ trigger }) => trigger?.triggerType)).toEqual(['PollForSourceChanges'])
  let job: Job | undefined
  while (job === undefined) [job] = (await root.codepipeline.send(new PollForJobsCommand({ actionTypeId }))).jobs ?? []
  const { inputArtifacts, outputArtifacts, artifactCredentials } = job.data!
  const { accessKeyId = '', secretAccessKey = '', sessionToken = '' } = artifactCredentials!
  const credentials = { accessKeyId, secretAccessKey, sessionToken }
  const configured = { endpoint: ministack.endpoint, region: 'eu-west-1', credentials, maxAttempts: 1 }
  const who = await new STSClient(configured).send(new GetCallerIdentityCommand({}))
  expect(who.Arn).toMatch(/:assumed-role\/Fetching\//)
  const s3 = new S3Client({ ...configured, forcePathStyle: true })
  const placeOf = (artifact: Artifact | undefined) => {
    const { bucketName: Bucket, objectKey: Key } = artifact!.location!.s3Location!
    return { Bucket, Key }
  }
  const code = await s3.send(new GetObjectCommand(placeOf(inputArtifacts?.[0])))
  expect(await code.Body!.transformToString()).toBe('first')
  await s3.send(new PutObjectCommand({ ...placeOf(outputArtifacts?.[0]), Body: 'made' }))
  const none = expect.objectContaining({ name: 'AccessDenied' })
  await expect(s3.send(new GetObjectCommand({ Bucket: 'sources', Key: 'app.zip' }))).rejects.toEqual(none)
  await expect(s3.send(new PutObjectCommand({ ...placeOf(inputArtifacts?.[0]), Body: 'x' }))).rejects.toEqual(none)
  const pipelines = new CodePipelineClient(configured)
  await expect(pipelines.send(new ListPipelinesCommand({}))).rejects.toEqual(denied('codepipeline:ListPipelines', '*'))
})

test('keys of another account and no keys reach no pipeline', async () => {
  const other = localClients(ministack, '222222222222').codepipeline
  await expect(other.send(new GetPipelineStateCommand({ name: 'Garage' }))).rejects.toMatchObject({
    name: 'PipelineNotFoundException',
  })
  const headers = { 'x-amz-target': 'CodePipeline_20150709.ListPipelines', 'x-liftlock-account': account }
  for (const path of ['/', '/_liftlock/service-session', '/service/CodePipeline_20150709/operation/ListPipelines']) {
    const answer = await fetch(`${ministack.endpoint}${path}`, { method: 'POST', headers, body: '{}' })
    expect([path, [401, 403].includes(answer.status)]).toEqual([path, true])
  }
})
