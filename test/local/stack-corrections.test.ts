import { CreateChangeSetCommand, DeleteStackCommand, DescribeChangeSetCommand } from '@aws-sdk/client-cloudformation'
import { AdminCreateUserCommand, ListUsersCommand } from '@aws-sdk/client-cognito-identity-provider'
import {
  DescribeContinuousBackupsCommand,
  DescribeTimeToLiveCommand,
  GetItemCommand,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb'
import { GetFunctionConcurrencyCommand, InvokeCommand } from '@aws-sdk/client-lambda'
import {
  CreateBucketCommand,
  GetBucketEncryptionCommand,
  GetBucketLifecycleConfigurationCommand,
  GetBucketVersioningCommand,
  PutBucketPolicyCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3'
import { GetSecretValueCommand } from '@aws-sdk/client-secrets-manager'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { deleteStack, deployStack, type LocalClients, localClients } from '../support/local-clients.ts'
import { startMinistack, type TestMinistack } from '../support/ministack.ts'
import { zipOf } from '../support/zip.ts'

let ministack: TestMinistack
let staging: LocalClients
let production: LocalClients

beforeAll(async () => {
  ministack = await startMinistack()
  staging = localClients(ministack, '111111111111')
  production = localClients(ministack, '222222222222')
})

afterAll(() => ministack?.stop())

const table = (more: object = {}, key = 'pk') => ({
  Type: 'AWS::DynamoDB::Table',
  ...('DeletionPolicy' in more ? { DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' } : {}),
  Properties: {
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [{ AttributeName: key, AttributeType: 'S' }],
    KeySchema: [{ AttributeName: key, KeyType: 'HASH' }],
    ...Object.fromEntries(Object.entries(more).filter(([name]) => name !== 'DeletionPolicy')),
  },
})

const named = (Ref: string) => ({ Name: { Value: { Ref } } })
const row = { pk: { S: 'a' } }

async function holdsRow(name: string): Promise<boolean> {
  return (await staging.dynamodb.send(new GetItemCommand({ TableName: name, Key: row }))).Item !== undefined
}

test('a second stack cannot take the name of a table, and its rows stay', async () => {
  const Resources = { Store: table({ TableName: 'taken' }) }
  await deployStack(staging, 'taken-1', { Resources })
  await staging.dynamodb.send(new PutItemCommand({ TableName: 'taken', Item: row }))

  const second = await deployStack(staging, 'taken-2', { Resources })

  expect(second.status).toBe('ROLLBACK_COMPLETE')
  expect(second.reason).toContain("with identifier 'taken' already exists")
  expect(await holdsRow('taken')).toBe(true)
})

test('words and keys of a template in YAML keep their text, as in CloudFormation', async () => {
  const words = ['012345670123', '1.10', '0x1A', '1_000', '2010-09-09', 'n', '.inf']
  const outputs = words.map((word, index) => `  W${index}: { Value: ${word} }\n`).join('')
  const template = `Mappings: { Accounts: { 111111111111: { 00123: found } } }
Resources:
  Topic: { Type: AWS::SNS::Topic }
Outputs:
${outputs}  Key: { Value: !FindInMap [Accounts, !Ref AWS::AccountId, 00123] }
`

  const { status, reason, outputs: found } = await deployStack(staging, 'words', template)

  expect({ status, reason, found: words.map((_, index) => found[`W${index}`]) }).toMatchObject({
    status: 'CREATE_COMPLETE',
    found: words,
  })
  expect(found.Key).toBe('found')
})

test('numbers of a template in JSON keep their text, as in CloudFormation', async () => {
  const numbers = ['1.10', '4.0', '1e3', '1E+2', '1234567890123456789', '-0', '30']
  const outputs = numbers.map((text, index) => `"W${index}": { "Value": ${text} }`).join(', ')
  const template = `{ "Resources": { "Topic": { "Type": "AWS::SNS::Topic" } }, "Outputs": { ${outputs} } }`

  const { status, outputs: found } = await deployStack(staging, 'numbers', template)

  expect({ status, found: numbers.map((_, index) => found[`W${index}`]) }).toEqual({
    status: 'CREATE_COMPLETE',
    found: numbers,
  })
})

const role = {
  AssumeRolePolicyDocument: {
    Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
  },
}

test.each([
  ['AWS::IAM::Role', { RoleName: 'taken', ...role }],
  ['AWS::SQS::Queue', { QueueName: 'taken' }],
  ['AWS::Logs::LogGroup', { LogGroupName: 'taken' }],
  ['AWS::SecretsManager::Secret', { Name: 'taken', SecretString: 'x' }],
  [
    'AWS::Lambda::Function',
    {
      FunctionName: 'taken',
      Runtime: 'python3.13',
      Handler: 'index.handler',
      Role: 'arn:aws:iam::111111111111:role/x',
      Code: { ZipFile: 'handler = print' },
    },
  ],
])('a second stack cannot take the name of a %s', async (Type, Properties) => {
  const name = Type.replaceAll('::', '-')
  const Resources = { Thing: { Type, Properties } }
  const first = await deployStack(staging, `${name}-1`, { Resources })

  const second = await deployStack(staging, `${name}-2`, { Resources })

  expect([first.status, second.status]).toEqual(['CREATE_COMPLETE', 'ROLLBACK_COMPLETE'])
  expect(second.reason).toContain('already exists')
})

test('a retained table survives when its stack is made again, which gets a table of its own', async () => {
  const template = { Resources: { Store: table({ DeletionPolicy: true }) }, Outputs: named('Store') }
  const first = await deployStack(staging, 'retained', template)
  await staging.dynamodb.send(new PutItemCommand({ TableName: first.outputs.Name, Item: row }))
  await deleteStack(staging, 'retained')

  const second = await deployStack(staging, 'retained', template)

  expect(second.status).toBe('CREATE_COMPLETE')
  expect(second.outputs.Name).not.toBe(first.outputs.Name)
  expect(await holdsRow(first.outputs.Name!)).toBe(true)
})

test('a new key schema replaces the table, and a retained one keeps its rows', async () => {
  const before = { Resources: { Store: table({ DeletionPolicy: true }) }, Outputs: named('Store') }
  const first = await deployStack(staging, 'rekeyed', before)
  await staging.dynamodb.send(new PutItemCommand({ TableName: first.outputs.Name, Item: row }))

  const after = { Resources: { Store: table({ DeletionPolicy: true }, 'id') }, Outputs: named('Store') }
  const second = await deployStack(staging, 'rekeyed', after)

  expect(second.status).toBe('UPDATE_COMPLETE')
  expect(second.outputs.Name).not.toBe(first.outputs.Name)
  expect(await holdsRow(first.outputs.Name!)).toBe(true)
})

test('a key schema that is rolled back leaves the table and its rows', async () => {
  const first = await deployStack(staging, 'rekeyed-back', { Resources: { Store: table() }, Outputs: named('Store') })
  await staging.dynamodb.send(new PutItemCommand({ TableName: first.outputs.Name, Item: row }))

  const Broken = { Type: 'AWS::SQS::Queue', DependsOn: 'Store', Properties: { QueueName: 'broken.fifo' } }
  const second = await deployStack(staging, 'rekeyed-back', {
    Resources: { Store: table({}, 'id'), Broken },
    Outputs: named('Store'),
  })

  expect(second.status).toBe('UPDATE_ROLLBACK_COMPLETE')
  expect(second.outputs.Name).toBe(first.outputs.Name)
  expect(await holdsRow(first.outputs.Name!)).toBe(true)
})

test('expiry and point-in-time recovery of a table follow the template', async () => {
  const on = table({
    TableName: 'expiring',
    TimeToLiveSpecification: { AttributeName: 'expires', Enabled: true },
    PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
  })
  const settings = async () => {
    const request = { TableName: 'expiring' }
    const expiry = await staging.dynamodb.send(new DescribeTimeToLiveCommand(request))
    const backups = await staging.dynamodb.send(new DescribeContinuousBackupsCommand(request))
    const recovery = backups.ContinuousBackupsDescription?.PointInTimeRecoveryDescription
    return [expiry.TimeToLiveDescription?.TimeToLiveStatus, recovery?.PointInTimeRecoveryStatus]
  }
  await deployStack(staging, 'expiring', { Resources: { Store: on } })
  const created = await settings()
  await deployStack(staging, 'expiring', { Resources: { Store: table({ TableName: 'expiring' }) } })

  expect(created).toEqual(['ENABLED', 'ENABLED'])
  expect(await settings()).toEqual(['DISABLED', 'DISABLED'])
})

test('a protected table, a protected user pool and a filled bucket are not deleted with their stack', async () => {
  const Resources = {
    Store: table({ DeletionProtectionEnabled: true }),
    Users: { Type: 'AWS::Cognito::UserPool', Properties: { DeletionProtection: 'ACTIVE' } },
    Files: { Type: 'AWS::S3::Bucket' },
  }
  const Outputs = { Files: { Value: { Ref: 'Files' } }, Users: { Value: { Ref: 'Users' } } }
  const { outputs } = await deployStack(staging, 'guarded', { Resources, Outputs })
  await staging.s3.send(new PutObjectCommand({ Bucket: outputs.Files, Key: 'a', Body: 'a' }))
  await staging.cognito.send(new AdminCreateUserCommand({ UserPoolId: outputs.Users, Username: 'ada' }))

  const deleted = await deleteStack(staging, 'guarded')

  const users = await staging.cognito.send(new ListUsersCommand({ UserPoolId: outputs.Users }))
  expect(deleted.status).toBe('DELETE_FAILED')
  expect(users.Users).toHaveLength(1)
})

test('life cycle, encryption and versioning of a bucket follow the template', async () => {
  const rules = [
    {
      Id: 'old',
      Status: 'Enabled',
      Prefix: 'tmp/',
      ExpirationInDays: 3,
      NoncurrentVersionExpiration: { NoncurrentDays: 7 },
    },
  ]
  const sse = [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms' } }]
  const bucket = (Properties: object) => ({
    Resources: { Files: { Type: 'AWS::S3::Bucket', Properties } },
    Outputs: named('Files'),
  })
  const full = bucket({
    LifecycleConfiguration: { Rules: rules },
    BucketEncryption: { ServerSideEncryptionConfiguration: sse },
    VersioningConfiguration: { Status: 'Enabled' },
  })
  const { outputs } = await deployStack(staging, 'bucket', full)
  const Bucket = outputs.Name
  const lifecycle = await staging.s3.send(new GetBucketLifecycleConfigurationCommand({ Bucket }))
  const encryption = await staging.s3.send(new GetBucketEncryptionCommand({ Bucket }))
  const second = await deployStack(staging, 'bucket', bucket({}))
  const versioning = await staging.s3.send(new GetBucketVersioningCommand({ Bucket }))

  expect(lifecycle.Rules).toMatchObject([{ ID: 'old', Expiration: { Days: 3 }, Filter: { Prefix: 'tmp/' } }])
  expect(
    encryption.ServerSideEncryptionConfiguration?.Rules?.[0]?.ApplyServerSideEncryptionByDefault?.SSEAlgorithm,
  ).toBe('aws:kms')
  expect(second.outputs.Name).toBe(Bucket)
  expect(versioning.Status).toBe('Suspended')
})

test('a secret is known by its ARN, and its value keeps to the options, also after an update', async () => {
  const secret = (Description: string) => ({
    Resources: {
      Secret: {
        Type: 'AWS::SecretsManager::Secret',
        Properties: {
          Description,
          GenerateSecretString: {
            SecretStringTemplate: '{"username":"system"}',
            GenerateStringKey: 'password',
            ExcludePunctuation: true,
            PasswordLength: 40,
          },
        },
      },
    },
    Outputs: named('Secret'),
  })
  const first = await deployStack(staging, 'secret', secret('one'))
  const second = await deployStack(staging, 'secret', secret('two'))

  const { SecretString = '{}' } = await staging.secrets.send(
    new GetSecretValueCommand({ SecretId: first.outputs.Name }),
  )
  expect(first.outputs.Name).toMatch(/^arn:aws:secretsmanager:eu-west-1:111111111111:secret:/)
  expect(second.outputs.Name).toBe(first.outputs.Name)
  expect(JSON.parse(SecretString)).toEqual({ username: 'system', password: expect.stringMatching(/^[A-Za-z0-9]{40}$/) })
  expect((await deleteStack(staging, 'secret')).status).toBe('DELETE_COMPLETE')
})

const fromBucket = (S3Bucket: string, S3Key: string) => ({
  Resources: {
    Greeter: {
      Type: 'AWS::Lambda::Function',
      Properties: {
        Runtime: 'python3.13',
        Handler: 'index.handler',
        Role: 'arn:aws:iam::222222222222:role/x',
        Code: { S3Bucket, S3Key },
        ReservedConcurrentExecutions: 3,
      },
    },
  },
  Outputs: named('Greeter'),
})

test('a function whose code is absent is not created', async () => {
  await staging.s3.send(new CreateBucketCommand({ Bucket: 'empty-artifacts' }))

  const result = await deployStack(staging, 'codeless', fromBucket('empty-artifacts', 'nothing.zip'))

  expect(result.status).toBe('ROLLBACK_COMPLETE')
  expect(result.reason).toContain('NoSuchKey')
})

test('a layer whose content is absent, and a function whose code is no archive, are not created', async () => {
  const Bucket = 'odd-artifacts'
  await production.s3.send(new CreateBucketCommand({ Bucket }))
  await production.s3.send(new PutObjectCommand({ Bucket, Key: 'text.zip', Body: 'no archive' }))
  const Content = { S3Bucket: Bucket, S3Key: 'nothing.zip' }
  const layer = { Resources: { Layer: { Type: 'AWS::Lambda::LayerVersion', Properties: { Content } } } }

  const layerless = await deployStack(production, 'layerless', layer)
  const unreadable = await deployStack(production, 'unreadable', fromBucket(Bucket, 'text.zip'))

  expect([layerless.status, unreadable.status]).toEqual(['ROLLBACK_COMPLETE', 'ROLLBACK_COMPLETE'])
  expect(layerless.reason).toContain('NoSuchKey')
  expect(unreadable.reason).toContain('unzip')
})

test('code in the bucket of another account is read only when its policy allows it', async () => {
  const Bucket = 'shared-artifacts'
  const Body = await zipOf({ 'index.py': 'def handler(event, context):\n    return "hello"\n' })
  await staging.s3.send(new CreateBucketCommand({ Bucket }))
  await staging.s3.send(new PutObjectCommand({ Bucket, Key: 'code.zip', Body }))
  const refused = await deployStack(production, 'cross-1', fromBucket(Bucket, 'code.zip'))
  const allow = {
    Effect: 'Allow',
    Principal: { AWS: '222222222222' },
    Action: 's3:GetObject',
    Resource: `arn:aws:s3:::${Bucket}/*`,
  }
  const Policy = JSON.stringify({ Version: '2012-10-17', Statement: [allow] })
  await staging.s3.send(new PutBucketPolicyCommand({ Bucket, Policy }))

  const allowed = await deployStack(production, 'cross-2', fromBucket(Bucket, 'code.zip'))

  const FunctionName = allowed.outputs.Name
  const answer = await production.lambda.send(new InvokeCommand({ FunctionName }))
  const concurrency = await production.lambda.send(new GetFunctionConcurrencyCommand({ FunctionName }))
  expect([refused.status, allowed.status]).toEqual(['ROLLBACK_COMPLETE', 'CREATE_COMPLETE'])
  expect(answer.Payload?.transformToString()).toBe('"hello"')
  expect(concurrency.ReservedConcurrentExecutions).toBe(3)
})

test('a change set gives back what was asked for, hides secrets, and tells what SSM parameters held', async () => {
  const { cloudformation } = staging
  const Image = { Type: 'AWS::SSM::Parameter', Properties: { Name: '/told', Type: 'String', Value: 'ami-1' } }
  await deployStack(staging, 'told-image', { Resources: { Image } })
  const TemplateBody = JSON.stringify({
    Parameters: {
      Image: { Type: 'AWS::SSM::Parameter::Value<String>' },
      Password: { Type: 'String', NoEcho: true },
    },
    Resources: { Table: table() },
  })
  const { Id } = await cloudformation.send(
    new CreateChangeSetCommand({
      StackName: 'told',
      ChangeSetName: 'told',
      ChangeSetType: 'CREATE',
      TemplateBody,
      Parameters: [
        { ParameterKey: 'Image', ParameterValue: '/told' },
        { ParameterKey: 'Password', ParameterValue: 'canary' },
      ],
      NotificationARNs: ['arn:aws:sns:eu-west-1:111111111111:events'],
      IncludeNestedStacks: true,
      DeploymentMode: 'REVERT_DRIFT',
    }),
  )
  expect(await cloudformation.send(new DescribeChangeSetCommand({ ChangeSetName: Id }))).toMatchObject({
    Parameters: [
      { ParameterKey: 'Image', ParameterValue: '/told', ResolvedValue: 'ami-1' },
      { ParameterKey: 'Password', ParameterValue: '****' },
    ],
    NotificationARNs: ['arn:aws:sns:eu-west-1:111111111111:events'],
    IncludeNestedStacks: true,
    DeploymentMode: 'REVERT_DRIFT',
  })
})

test('a change set adds and removes what a condition turns on and off', async () => {
  const { cloudformation } = staging
  const template = (Default: string) => ({
    Parameters: { More: { Type: 'String', Default } },
    Conditions: { HasMore: { 'Fn::Equals': [{ Ref: 'More' }, 'yes'] } },
    Resources: { Table: table(), Extra: { ...table(), Condition: 'HasMore' } },
  })
  const changesTo = async (Default: string, ChangeSetType: 'CREATE' | 'UPDATE') => {
    const TemplateBody = JSON.stringify(template(Default))
    const { Id } = await cloudformation.send(
      new CreateChangeSetCommand({ StackName: 'more', ChangeSetName: `to-${Default}`, ChangeSetType, TemplateBody }),
    )
    const { Changes = [] } = await cloudformation.send(new DescribeChangeSetCommand({ ChangeSetName: Id }))
    return Changes.map(({ ResourceChange: change }) => `${change?.Action} ${change?.LogicalResourceId}`)
  }

  expect(await changesTo('no', 'CREATE')).toEqual(['Add Table'])
  await cloudformation.send(new DeleteStackCommand({ StackName: 'more' }))
  await deployStack(staging, 'more', template('no'))
  expect(await changesTo('yes', 'UPDATE')).toEqual(['Add Extra'])
  await deployStack(staging, 'more', template('yes'))
  expect(await changesTo('no', 'UPDATE')).toEqual(['Remove Extra'])
})
