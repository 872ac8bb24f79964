import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { packageRoot } from '../../../system/package-root.ts'
import { parseTemplate } from '../../template/template.ts'
import { artifactWriters } from './artifact-writers.ts'

/** Shapes that templates of the public have: what is harmless is not refused, what is not is found. */
const known = { stack: 'shop', account: '111111111111', region: 'eu-west-1', parameters: [], former: {} }

async function writersOf(text: string, bucket = 'shop-artifacts-staging') {
  const found = artifactWriters({ template: await parseTemplate(text, 'template'), values: known }, [bucket])
  return found.map(({ resource, certainty }) => `${resource} ${certainty}`)
}

test('no function of the generated example may write to an artifact bucket', async () => {
  const text = readFileSync(join(packageRoot(), 'test', 'golden', 'parking', 'template.json'), 'utf8')
  expect(await writersOf(text, 'parking-desk-artifacts-staging')).toEqual([])
})

test('grants that the CDK makes on buckets and assets of its own are harmless', async () => {
  const policy = (statements: object[]) => ({
    Type: 'AWS::IAM::Policy',
    Properties: { PolicyName: 'P', Roles: [{ Ref: 'R' }], PolicyDocument: { Statement: statements } },
  })
  const files = { 'Fn::GetAtt': ['Files', 'Arn'] }
  const below = { 'Fn::Join': ['', [files, '/*']] }
  const assets = { 'Fn::Sub': 'cdk-hnb659fds-assets-${AWS::AccountId}-${AWS::Region}' }
  const assetArn = { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':s3:::', assets, '/*']] }
  const write = ['s3:DeleteObject*', 's3:PutObject', 's3:PutObjectLegalHold', 's3:PutObjectRetention', 's3:Abort*']
  const Resources = {
    Files: { Type: 'AWS::S3::Bucket' },
    R: { Type: 'AWS::IAM::Role', Properties: {} },
    Deployment: policy([
      { Effect: 'Allow', Action: ['s3:GetObject*', 's3:GetBucket*', 's3:List*'], Resource: [assetArn] },
      { Effect: 'Allow', Action: write, Resource: [files, below] },
    ]),
    Notifications: policy([{ Effect: 'Allow', Action: 's3:PutBucketNotification', Resource: '*' }]),
    FilesPolicy: {
      Type: 'AWS::S3::BucketPolicy',
      Properties: {
        Bucket: { Ref: 'Files' },
        PolicyDocument: { Statement: [{ Effect: 'Allow', Principal: '*', Action: 's3:*', Resource: [files, below] }] },
      },
    },
  }
  expect(await writersOf(JSON.stringify({ Resources }))).toEqual([])
})

test('a grant on a bucket of another stack might be one on the artifact bucket', async () => {
  const Resource = { 'Fn::Join': ['', [{ 'Fn::ImportValue': 'Infrastructure:CacheArn' }, '/*']] }
  const PolicyDocument = { Statement: [{ Effect: 'Allow', Action: ['s3:PutObject*'], Resource }] }
  const Cache = { Type: 'AWS::IAM::Policy', Properties: { PolicyName: 'P', Roles: ['r'], PolicyDocument } }
  expect(await writersOf(JSON.stringify({ Resources: { Cache } }))).toEqual(['Cache possible'])
})

test('functions of SAM with templates for tables, secrets and buckets of their own are harmless', async () => {
  const text = `
Transform: AWS::Serverless-2016-10-31
Conditions: { Dummy: !Equals ["", ""] }
Resources:
  Uploads: { Type: AWS::S3::Bucket }
  Results: { Type: AWS::S3::Bucket }
  Orders: { Type: AWS::Serverless::SimpleTable }
  Work:
    Type: AWS::Serverless::Function
    Properties:
      Handler: a.b
      Policies:
        - AWSXRayDaemonWriteAccess
        - AWSLambdaBasicExecutionRole
        - !Sub "arn:\${AWS::Partition}:iam::aws:policy/AmazonSQSFullAccess"
        - S3ReadPolicy: { BucketName: !Ref Uploads }
        - S3CrudPolicy: { BucketName: !Ref Results }
        - DynamoDBCrudPolicy: { TableName: !Ref Orders }
        - !If [Dummy, { AWSSecretsManagerGetSecretValuePolicy: { SecretArn: some } }, !Ref "AWS::NoValue"]
        - Statement:
            - { Effect: Allow, Action: ["bedrock:InvokeModel", "events:PutEvents"], Resource: "*" }
            - { Effect: Allow, Action: ["s3:GetObject", "s3:ListBucket"], Resource: "*" }
  Read:
    Type: AWS::Serverless::Connector
    Properties:
      Source: { Type: AWS::S3::Bucket, Arn: !Sub "arn:\${AWS::Partition}:s3:::random-bucket-name" }
      Destination: { Id: Work }
      Permissions: [Write]
`
  expect(await writersOf(text)).toEqual([])
})

test('the policy that only a condition decides is found, behind whichever name it hides', async () => {
  const text = `
Parameters: { Flood: { Type: String } }
Conditions: { Parser: !Equals [!Ref Flood, "yes"] }
Resources:
  Work:
    Type: AWS::IAM::Role
    Properties:
      Policies:
        - !If
          - Parser
          - PolicyName: Athena
            PolicyDocument:
              Statement:
                - Effect: Allow
                  Action: ["s3:GetBucketLocation", "s3:CreateBucket", "s3:PutObject"]
                  Resource: !Sub "arn:\${AWS::Partition}:s3:::*"
          - !Ref AWS::NoValue
`
  expect(await writersOf(text)).toEqual(['Work certain'])
})

test('a variable that comes with the request may be the name of any bucket', async () => {
  const text = `
Resources:
  ScopeDown:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Statement:
          - { Effect: Allow, Action: ["s3:ListBucket"], Resource: "arn:aws:s3:::\${transfer:HomeBucket}" }
          - { Effect: Allow, Action: ["s3:PutObject"], Resource: "arn:aws:s3:::\${transfer:HomeDirectory}*" }
`
  expect(await writersOf(text)).toEqual(['ScopeDown certain'])
})

test('a document in a text is read like any other', async () => {
  const document = '{"Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"arn:aws:s3:::${Files}/*"}]}'
  const template = (value: string) => ({
    Parameters: { Files: { Type: 'String', Default: value } },
    Resources: {
      Work: { Type: 'AWS::IAM::RolePolicy', Properties: { PolicyName: 'P', PolicyDocument: { 'Fn::Sub': document } } },
    },
  })
  expect(await writersOf(JSON.stringify(template('*')))).toEqual(['Work certain'])
  expect(await writersOf(JSON.stringify(template('acme-files')))).toEqual([])
})

test('a document that is included from elsewhere cannot be known', async () => {
  const PolicyDocument = { 'Fn::Transform': { Name: 'AWS::Include', Parameters: { Location: 's3://a/b' } } }
  const Work = { Type: 'AWS::IAM::ManagedPolicy', Properties: { PolicyDocument } }
  expect(await writersOf(JSON.stringify({ Resources: { Work } }))).toEqual(['Work possible'])
})

test.each([
  { Resources: { A: { Type: 'AWS::IAM::Role' } } },
  { Resources: { A: { Type: 'AWS::IAM::Role', Properties: { Policies: 'a', ManagedPolicyArns: {} } } } },
  { Resources: { A: { Type: 'AWS::IAM::Policy', Properties: { PolicyDocument: { Statement: null } } } } },
  {
    Resources: {
      A: { Type: 'AWS::IAM::Policy', Properties: { PolicyDocument: { Statement: [{ Effect: 'Allow' }] } } },
    },
  },
  { Resources: { A: { Type: 'AWS::Serverless::Function', Properties: { Policies: [null, 1, {}, [[]]] } } } },
  { Resources: { A: { Type: 'AWS::S3::BucketPolicy', Properties: null } }, Conditions: null },
  {
    Resources: {
      A: { Type: 'AWS::IAM::User', Properties: { Policies: [{ 'Fn::If': [] }, { 'Fn::Sub': [] }, { Ref: 1 }] } },
    },
  },
  {
    Resources: {
      A: { Type: 'AWS::IAM::User', Properties: { Policies: [{ 'Fn::GetAtt': [] }, { 'Fn::Select': 'a' }] } },
    },
  },
  { Resources: { A: { Type: 'AWS::IAM::User', Condition: 'A' } }, Conditions: { A: { Condition: 'A' } } },
])('a template that is not as it should be is left to the service: %j', async (template) => {
  expect((await writersOf(JSON.stringify(template))).filter((writer) => writer.endsWith('certain'))).toEqual([])
})
