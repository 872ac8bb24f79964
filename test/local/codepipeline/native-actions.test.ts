import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DescribeStacksCommand, GetStackPolicyCommand } from '@aws-sdk/client-cloudformation'
import {
  CreatePipelineCommand,
  GetPipelineExecutionCommand,
  ListActionExecutionsCommand,
  ListPipelineExecutionsCommand,
  ListRuleExecutionsCommand,
  RetryStageExecutionCommand,
  StartPipelineExecutionCommand,
} from '@aws-sdk/client-codepipeline'
import {
  CreateBucketCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutBucketVersioningCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { type CodePipelineServer, startCodePipeline } from '../../../src/local/codepipeline/server.ts'
import { holdPort } from '../../../src/local/daemon/free-port.ts'
import { deployStack, type LocalClients, localClients } from '../../support/local-clients.ts'
import { startMinistack, type TestMinistack } from '../../support/ministack.ts'
import { zipOf } from '../../support/zip.ts'

/* The actions that AWS provides, run by the local CodePipeline against the emulator, which enforces permissions. */

let ministack: TestMinistack
let server: CodePipelineServer
let clients: LocalClients
let over = false
const folder = mkdtempSync(join(tmpdir(), 'codepipeline-native-'))

const queue = (name: unknown, more: object = {}) => ({
  Type: 'AWS::SQS::Queue',
  Properties: { QueueName: name, ...more },
})
const text = (value: object) => JSON.stringify(value)
const named = {
  Parameters: { Name: { Type: 'String' }, From: { Type: 'String', Default: 'nobody' } },
  Outputs: { Url: { Value: { Ref: 'Queue' } }, From: { Value: { Ref: 'From' } }, Long: { Value: 'x'.repeat(1500) } },
}
const files = {
  'one.json': text({ ...named, Resources: { Queue: queue({ Ref: 'Name' }) } }),
  'two.json': text({ ...named, Resources: { Queue: queue({ Ref: 'Name' }), More: queue('two-more') } }),
  'broken.json': text({ Resources: { Fine: queue('fine'), Broken: { ...queue('broken.fifo'), DependsOn: 'Fine' } } }),
  'large.json': text({
    Description: 'x',
    Metadata: { Text: 'y'.repeat(60_000) },
    Resources: { Queue: queue('large') },
  }),
  'mended.json': text({ Resources: { Fine: queue('fine') } }),
  'settings.json': text({
    Parameters: { Name: 'settings', From: 'the file' },
    Tags: { team: 'garage' },
    StackPolicy: { Statement: [{ Effect: 'Allow', Action: 'Update:*', Principal: '*', Resource: '*' }] },
  }),
  'site/index.html': '<html></html>',
  'site/app.js': 'export {}',
  'site/data': 'bytes',
}

/** What the guide says that the role of such a pipeline needs, and nothing else. */
const allowed = [
  {
    Action: ['s3:GetObject', 's3:GetObjectVersion', 's3:PutObject'],
    Resource: ['sources', 'artifacts', 'website'].map((name) => `arn:aws:s3:::${name}/*`),
  },
  { Action: 's3:GetBucketVersioning', Resource: 'arn:aws:s3:::sources' },
  {
    Action: [
      'cloudformation:CreateStack',
      'cloudformation:DeleteStack',
      'cloudformation:DescribeStacks',
      'cloudformation:DescribeStackEvents',
      'cloudformation:UpdateStack',
      'cloudformation:CreateChangeSet',
      'cloudformation:DeleteChangeSet',
      'cloudformation:DescribeChangeSet',
      'cloudformation:ExecuteChangeSet',
      'cloudformation:SetStackPolicy',
    ],
    Resource: '*',
  },
  { Action: 'codepipeline:StartPipelineExecution', Resource: 'arn:aws:codepipeline:eu-west-1:111111111111:*' },
  { Action: 'iam:PassRole', Resource: '*' },
  { Action: 'cloudwatch:DescribeAlarms', Resource: '*' },
  { Action: 'lambda:InvokeFunction', Resource: '*' },
  { Action: 'sqs:*', Resource: '*' },
]
const roleOf = (RoleName: string, Service: string, statements: readonly object[]) => ({
  Type: 'AWS::IAM::Role',
  Properties: {
    RoleName,
    AssumeRolePolicyDocument: {
      Statement: [
        {
          Effect: 'Allow',
          Principal: { Service },
          Action: 'sts:AssumeRole',
        },
      ],
    },
    Policies: [
      {
        PolicyName: 'pipeline',
        PolicyDocument: { Statement: statements.map((each) => ({ Effect: 'Allow', ...each })) },
      },
    ],
  },
})

/** An alarm without data, whose state is INSUFFICIENT_DATA. */
const alarm = {
  Type: 'AWS::CloudWatch::Alarm',
  Properties: {
    AlarmName: 'errors',
    Namespace: 'Shop',
    MetricName: 'Errors',
    Statistic: 'Sum',
    Period: 60,
    EvaluationPeriods: 1,
    Threshold: 1,
    ComparisonOperator: 'GreaterThanThreshold',
  },
}

/** A function that ends its job well, unless it is told to throw. */
const check = `import boto3

def handler(event, context):
    job = event["CodePipeline.job"]
    if job["data"]["actionConfiguration"]["configuration"].get("UserParameters") == "throw":
        raise RuntimeError("no connection")
    boto3.client("codepipeline").put_job_success_result(jobId=job["id"])
    return "settles nothing"
`
const fixtures = {
  Role: roleOf('pipeline', 'codepipeline.amazonaws.com', allowed),
  Checker: roleOf('checker', 'lambda.amazonaws.com', [{ Action: 'codepipeline:PutJobSuccessResult', Resource: '*' }]),
  Check: {
    Type: 'AWS::Lambda::Function',
    Properties: {
      FunctionName: 'check',
      Runtime: 'python3.13',
      Handler: 'index.handler',
      Timeout: 60,
      Role: { 'Fn::GetAtt': ['Checker', 'Arn'] },
      Code: { ZipFile: check },
    },
  },
  Alarm: alarm,
}

beforeAll(async () => {
  const held = await holdPort()
  ministack = await startMinistack({
    iam: true,
    environment: { LIFTLOCK_CODEPIPELINE_URL: `http://127.0.0.1:${held.port}` },
  })
  await held.release()
  const log = (line: string) => process.stderr.write(`${line}\n`)
  server = await startCodePipeline({ ...ministack, iam: true, port: held.port, folder, log })
  clients = localClients(ministack, '111111111111')
  await deployStack(clients, 'fixtures', { Resources: fixtures })
  for (const Bucket of ['sources', 'artifacts', 'website', 'private'])
    await clients.s3.send(new CreateBucketCommand({ Bucket }))
  const VersioningConfiguration = { Status: 'Enabled' } as const
  await clients.s3.send(new PutBucketVersioningCommand({ Bucket: 'sources', VersioningConfiguration }))
  await clients.s3.send(new PutObjectCommand({ Bucket: 'sources', Key: 'app.zip', Body: await zipOf(files) }))
})

afterAll(async () => {
  over = true
  await server?.close()
  await ministack?.stop()
  rmSync(folder, { recursive: true, force: true })
})

/** Asks until the answer is there, or all tests are over. */
async function until<T>(ask: () => Promise<T | undefined>): Promise<T> {
  while (!over) {
    const answer = await ask()
    if (answer !== undefined) return answer
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error('the tests are over')
}

interface Configured {
  readonly name: string
  readonly category?: string
  readonly provider: string
  readonly configuration: Record<string, string>
  readonly inputs?: readonly string[]
  readonly output?: string
  readonly namespace?: string
}

const action = ({
  name,
  category = 'Deploy',
  provider,
  configuration,
  inputs = ['Code'],
  output,
  namespace,
}: Configured) => ({
  name,
  actionTypeId: { category, owner: 'AWS', provider, version: '1' },
  configuration,
  inputArtifacts: inputs.map((input) => ({ name: input })),
  ...(output !== undefined && { outputArtifacts: [{ name: output }] }),
  ...(namespace !== undefined && { namespace }),
})
const stack = (
  name: string,
  ActionMode: string,
  configuration: Record<string, string>,
  more: Partial<Configured> = {},
) => action({ name, provider: 'CloudFormation', configuration: { ActionMode, ...configuration }, ...more })

/** Creates a pipeline of an S3 source and a stage for each action, or of whole stages, and waits for the end of its first execution. */
async function runs(name: string, ...actions: readonly object[]) {
  const configuration = { S3Bucket: 'sources', S3ObjectKey: 'app.zip', PollForSourceChanges: 'false' }
  const source = action({
    name: 'Fetch',
    category: 'Source',
    provider: 'S3',
    configuration,
    inputs: [],
    output: 'Code',
  })
  const pipeline = {
    name,
    roleArn: 'arn:aws:iam::111111111111:role/pipeline',
    pipelineType: 'V2',
    artifactStore: { type: 'S3', location: 'artifacts' },
    stages: [source, ...actions].map((each, at) => ({
      name: `Stage${at}`,
      ...('actions' in each ? each : { actions: [each] }),
    })),
  }
  await clients.codepipeline.send(new CreatePipelineCommand({ pipeline } as never))
  const id = await until(async () => {
    const { pipelineExecutionSummaries = [] } = await clients.codepipeline.send(
      new ListPipelineExecutionsCommand({ pipelineName: name }),
    )
    return pipelineExecutionSummaries[0]?.pipelineExecutionId
  })
  return await ended(name, id)
}

async function runsAgain(name: string) {
  const { pipelineExecutionId = '' } = await clients.codepipeline.send(new StartPipelineExecutionCommand({ name }))
  return await ended(name, pipelineExecutionId)
}

/** How an execution ended: its status, and the newest run of each action by name. */
async function ended(pipelineName: string, pipelineExecutionId: string) {
  const status = await until(async () => {
    const read = new GetPipelineExecutionCommand({ pipelineName, pipelineExecutionId })
    const { pipelineExecution } = await clients.codepipeline.send(read)
    return pipelineExecution?.status === 'InProgress' ? undefined : pipelineExecution?.status
  })
  const { actionExecutionDetails = [] } = await clients.codepipeline.send(
    new ListActionExecutionsCommand({ pipelineName, filter: { pipelineExecutionId } }),
  )
  const actions = Object.fromEntries(
    actionExecutionDetails
      .reverse()
      .map(({ actionName, output }) => [
        actionName,
        { ...output?.executionResult, variables: output?.outputVariables },
      ]),
  )
  return { id: pipelineExecutionId, status, actions }
}

const stackNamed = async (StackName: string) =>
  (await clients.cloudformation.send(new DescribeStacksCommand({ StackName }))).Stacks?.[0]

test('stacks are created, updated and deleted, and hand their outputs on as variables and as a file', async () => {
  const first = await runs(
    'Stacks',
    stack(
      'Create',
      'CREATE_UPDATE',
      {
        StackName: 'first',
        TemplatePath: 'Code::one.json',
        TemplateConfiguration: 'Code::settings.json',
        ParameterOverrides: text({ Name: { 'Fn::GetArtifactAtt': ['Code', 'BucketName'] } }),
        OutputFileName: 'outputs.json',
      },
      { output: 'Outputs', namespace: 'First' },
    ),
    stack(
      'Follow',
      'CREATE_UPDATE',
      {
        StackName: 'second',
        TemplatePath: 'Code::one.json',
        ParameterOverrides: text({
          Name: 'follower',
          From: { 'Fn::GetParam': ['Outputs', 'outputs.json', 'Url'] },
        }),
      },
      { inputs: ['Code', 'Outputs'] },
    ),
    stack('Update', 'CREATE_UPDATE', {
      StackName: 'second',
      TemplatePath: 'Code::two.json',
      ParameterOverrides: text({ Name: 'follower', From: '#{First.From}' }),
    }),
    stack('Large', 'CREATE_UPDATE', { StackName: 'large', TemplatePath: 'Code::large.json' }),
    stack('Delete', 'DELETE_ONLY', { StackName: 'large' }, { inputs: [] }),
    stack('Absent', 'DELETE_ONLY', { StackName: 'nowhere' }, { inputs: [] }),
  )
  expect(first).toMatchObject({
    status: 'Succeeded',
    actions: {
      Create: {
        externalExecutionId: expect.stringMatching(/^arn:aws:cloudformation:.*:stack\/first\//),
        externalExecutionUrl: expect.stringContaining('console.aws.amazon.com/cloudformation'),
        externalExecutionSummary: 'Stack first was created.',
        variables: { From: 'the file', Long: 'x'.repeat(1500), Url: expect.stringContaining('artifacts') },
      },
      Update: { externalExecutionSummary: 'Stack second was updated.', variables: { From: 'the file' } },
      Delete: { externalExecutionSummary: 'Stack large was deleted.' },
      Absent: { externalExecutionSummary: 'Stack nowhere does not exist.' },
    },
  })
  expect(first.actions.Follow?.variables?.From).toBe(first.actions.Create?.variables?.Url)
  expect((await stackNamed('first'))?.Tags).toEqual([{ Key: 'team', Value: 'garage' }])
  const { StackPolicyBody } = await clients.cloudformation.send(new GetStackPolicyCommand({ StackName: 'first' }))
  expect(JSON.parse(StackPolicyBody ?? '{}').Statement).toHaveLength(1)
  await expect(stackNamed('large')).rejects.toThrow(/does not exist/)
  const again = await runsAgain('Stacks')
  expect(again.actions.Create).toMatchObject({ externalExecutionSummary: 'Stack first had nothing to update.' })
})

test('a change set is made and executed once: a run without changes succeeds, and a retry finds no change set', async () => {
  const set = { StackName: 'by-set', ChangeSetName: 'release' }
  const made = { ...set, TemplatePath: 'Code::one.json', ParameterOverrides: text({ Name: 'by-set' }) }
  const first = await runs(
    'Sets',
    stack('Make', 'CHANGE_SET_REPLACE', made),
    stack('Execute', 'CHANGE_SET_EXECUTE', set, { inputs: [] }),
    stack('Repeat', 'CHANGE_SET_EXECUTE', set, { inputs: [] }),
  )
  expect(first).toMatchObject({
    status: 'Failed',
    actions: {
      Make: { externalExecutionId: expect.stringContaining(':changeSet/release/') },
      Execute: { externalExecutionSummary: 'Stack by-set was created.', variables: { Url: expect.any(String) } },
      Repeat: {
        errorDetails: { code: 'JobFailed', message: expect.stringMatching(/^ChangeSet \[release\] does not exist/) },
      },
    },
  })
  const second = await runsAgain('Sets')
  expect(second.actions).toMatchObject({
    Make: { externalExecutionSummary: 'Change set release has no changes.' },
    Execute: {
      externalExecutionSummary: 'Change set release has no changes: nothing was executed.',
      variables: { Url: expect.any(String) },
    },
    Repeat: { externalExecutionSummary: 'Change set release has no changes: nothing was executed.' },
  })
  expect(second.status).toBe('Succeeded')
})

test('a failed stack is named with its first failure, stays with CREATE_UPDATE, and is replaced on failure', async () => {
  const broken = { StackName: 'failing', TemplatePath: 'Code::broken.json' }
  const failing = await runs('Failing', stack('Create', 'CREATE_UPDATE', broken))
  expect(failing.actions.Create?.errorDetails).toEqual({
    code: 'JobFailed',
    message: expect.stringMatching(/^The stack failing ended as ROLLBACK_COMPLETE\. Broken: /),
  })
  const mended = { StackName: 'failing', TemplatePath: 'Code::mended.json' }
  const update = await runs('Updating', stack('Update', 'CREATE_UPDATE', mended))
  expect(update.actions.Update?.errorDetails?.message).toMatch(/ROLLBACK_COMPLETE state and can ?not be updated/)
  const set = await runs('Setting', stack('Make', 'CHANGE_SET_REPLACE', { ...mended, ChangeSetName: 'mended' }))
  expect(set.actions.Make?.errorDetails?.message).toMatch(/ROLLBACK_COMPLETE state and can ?not be updated/)
  const replaced = await runs('Replacing', stack('Replace', 'REPLACE_ON_FAILURE', mended))
  expect(replaced.actions.Replace).toMatchObject({ externalExecutionSummary: 'Stack failing was created.' })
  expect((await runsAgain('Replacing')).actions.Replace).toMatchObject({
    externalExecutionSummary: 'Stack failing had nothing to update.',
  })
  const { id } = failing
  const retry = {
    pipelineName: 'Failing',
    stageName: 'Stage1',
    pipelineExecutionId: id,
    retryMode: 'FAILED_ACTIONS',
  } as const
  await clients.codepipeline.send(new RetryStageExecutionCommand(retry))
  expect((await ended('Failing', id)).actions.Create?.errorDetails?.message).toMatch(
    /UPDATE_ROLLBACK_COMPLETE\. Broken: /,
  )
})

test('an artifact is deployed to a bucket as files with their types, or as it is', async () => {
  const website = (more: Record<string, string>) => ({ BucketName: 'website', CacheControl: 'max-age=60', ...more })
  const { status, actions } = await runs(
    'Website',
    action({ name: 'Files', provider: 'S3', configuration: website({ Extract: 'true', ObjectKey: 'www' }) }),
    action({ name: 'Archive', provider: 'S3', configuration: website({ Extract: 'false', ObjectKey: 'all/app.zip' }) }),
    action({ name: 'Denied', provider: 'S3', configuration: website({ BucketName: 'private', Extract: 'true' }) }),
  )
  expect([status, actions.Denied?.errorDetails?.code]).toEqual(['Failed', 'PermissionError'])
  const { Contents = [] } = await clients.s3.send(new ListObjectsV2Command({ Bucket: 'website' }))
  const names = Object.keys(files).map((name) => `www/${name}`)
  expect(Contents.map(({ Key }) => Key)).toEqual(['all/app.zip', ...names].sort())
  const read = async (Key: string) => {
    const { ContentType, CacheControl, Body } = await clients.s3.send(new GetObjectCommand({ Bucket: 'website', Key }))
    return [ContentType, CacheControl, await Body?.transformToString()]
  }
  expect(await read('www/site/index.html')).toEqual(['text/html', 'max-age=60', '<html></html>'])
  expect((await read('www/site/data'))[0]).toBe('application/octet-stream')
  expect((await read('all/app.zip'))[0]).toBe('application/zip')
})

test('a pipeline starts another one, and ends as that ends', async () => {
  const nothing = { StackName: 'nowhere' }
  await runs('Target', stack('Delete', 'DELETE_ONLY', nothing, { inputs: [] }))
  const invoke = (PipelineName: string, category = 'Invoke') =>
    action({ name: 'Call', category, provider: 'CodePipeline', configuration: { PipelineName }, inputs: [] })
  const caller = await runs('Caller', invoke('Target'))
  expect(caller).toMatchObject({ status: 'Succeeded' })
  const called = caller.actions.Call?.externalExecutionId ?? ''
  expect((await ended('Target', called)).status).toBe('Succeeded')
  const failing = await runs('CallerOfFailing', invoke('Failing'))
  expect(failing.actions.Call?.errorDetails?.message).toMatch(/of Failing ended as Failed/)
})

test('an alarm, a window and a function let a stage begin, and say why they do not', async () => {
  const rule = (provider: string, configuration: object) => ({
    name: provider,
    ruleTypeId: { category: 'Rule', owner: 'AWS', provider, version: '1' },
    configuration,
  })
  const actions = [stack('Delete', 'DELETE_ONLY', { StackName: 'nowhere' }, { inputs: [] })]
  const guarded = (...rules: object[]) => ({ beforeEntry: { conditions: [{ result: 'FAIL', rules }] }, actions })
  const open = rule('DeploymentWindow', { Cron: '* * * ? * *', TimeZone: 'PST' })
  const { status } = await runs(
    'Guarded',
    guarded(open, rule('CloudWatchAlarm', { AlarmName: 'errors' }), rule('LambdaInvoke', { FunctionName: 'check' })),
    guarded(
      rule('CloudWatchAlarm', { AlarmName: 'errors', AlarmStates: 'INSUFFICIENT_DATA' }),
      rule('LambdaInvoke', { FunctionName: 'check', UserParameters: 'throw' }),
    ),
  )
  expect(status).toBe('Failed')
  const { ruleExecutionDetails = [] } = await clients.codepipeline.send(
    new ListRuleExecutionsCommand({ pipelineName: 'Guarded' }),
  )
  const told = ruleExecutionDetails.map(({ ruleName, status: ended, output }) => {
    const { errorDetails, externalExecutionSummary } = output?.executionResult ?? {}
    return `${ruleName} ${ended}: ${errorDetails?.message ?? externalExecutionSummary}`
  })
  expect(told.sort()).toEqual([
    'CloudWatchAlarm Failed: The alarm errors is in state INSUFFICIENT_DATA.',
    'CloudWatchAlarm Succeeded: The alarm errors is in state INSUFFICIENT_DATA.',
    'DeploymentWindow Succeeded: The deployment window is open.',
    'LambdaInvoke Failed: The function check failed: no connection',
    'LambdaInvoke Succeeded: undefined',
  ])
})

test('a parameter that the template lacks, and one without a value, fail with the words of CloudFormation', async () => {
  const of = (StackName: string, ParameterOverrides: string) => ({
    StackName,
    TemplatePath: 'Code::one.json',
    ParameterOverrides,
  })
  const unknown = await runs('Unknown', stack('Create', 'CREATE_UPDATE', of('unknown', '{"Name":"a","Nope":"1"}')))
  expect(unknown.actions.Create?.errorDetails).toEqual({
    code: 'JobFailed',
    message: expect.stringMatching(
      /^Parameters: \[Nope\] do not exist in the template \(Service: AmazonCloudFormation; Status Code: 400; Error Code: ValidationError\)$/,
    ),
  })
  const set = { ...of('missing', '{}'), ChangeSetName: 'set' }
  const missing = await runs('Missing', stack('Make', 'CHANGE_SET_REPLACE', set))
  expect(missing.actions.Make?.errorDetails?.message).toMatch(/^Parameters: \[Name\] must have values/)
})
