import { InvokeCommand } from '@aws-sdk/client-lambda'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { deployStack, type LocalClients, localClients } from '../support/local-clients.ts'
import { startMinistack, type TestMinistack } from '../support/ministack.ts'

let ministack: TestMinistack
let clients: LocalClients
let name: string

beforeAll(async () => {
  ministack = await startMinistack({ iam: true })
  clients = localClients(ministack, '222222222222')
  const { outputs, status, reason } = await deployStack(clients, 'permissions', template)
  expect([status, reason]).toEqual(['CREATE_COMPLETE', undefined])
  name = outputs.Function!
})

afterAll(() => ministack?.stop())

/** Does what the functions of a generated application do, and tells which calls were denied. */
const source = `
import boto3, os
from botocore.exceptions import ClientError

def handler(event, context):
    e = os.environ
    if event.get("whoami"):
        return {"key": e["AWS_ACCESS_KEY_ID"], "secret": e["AWS_SECRET_ACCESS_KEY"], "session": e["AWS_SESSION_TOKEN"]}
    client = {name: boto3.client(name) for name in ("dynamodb", "events", "secretsmanager", "cognito-idp", "sesv2", "s3", "sts", "dynamodbstreams", "logs")}
    db, key = client["dynamodb"], {"pk": {"S": "a"}}
    put = lambda table: {"Put": {"TableName": table, "Item": key}}
    user = {"UserPoolId": e["POOL"], "Username": "ada"}
    def read(stream):
        reader = client["dynamodbstreams"]
        place = reader.get_shard_iterator(StreamArn=stream, ShardId="shardId-00000000000000000000-00000000", ShardIteratorType="TRIM_HORIZON")
        reader.get_records(ShardIterator=place["ShardIterator"])
    calls = {
        "stream": lambda: read(e["STREAM"]),
        "other stream": lambda: read(e["OTHER_STREAM"]),
        "log": lambda: client["logs"].get_log_events(logGroupName=e["LOG"], logStreamName="a"),
        "other log": lambda: client["logs"].get_log_events(logGroupName="/other", logStreamName="a"),
        "write log": lambda: client["logs"].put_log_events(logGroupName=e["LOG"], logStreamName="a", logEvents=[{"timestamp": 1, "message": "m"}]),
        "put": lambda: db.put_item(TableName=e["TABLE"], Item=key),
        "get": lambda: db.get_item(TableName=e["TABLE"], Key=key),
        "query": lambda: db.query(TableName=e["TABLE"], KeyConditionExpression="pk = :a", ExpressionAttributeValues={":a": {"S": "a"}}),
        "transaction": lambda: db.transact_write_items(TransactItems=[put(e["TABLE"])]),
        "batch": lambda: db.batch_write_item(RequestItems={e["TABLE"]: [{"PutRequest": {"Item": key}}]}),
        "publish": lambda: client["events"].put_events(Entries=[{"EventBusName": e["BUS"], "Source": "s", "DetailType": "t", "Detail": "{}"}]),
        "secret": lambda: client["secretsmanager"].get_secret_value(SecretId=e["SECRET"]),
        "user": lambda: client["cognito-idp"].admin_create_user(MessageAction="SUPPRESS", **user),
        "password": lambda: client["cognito-idp"].admin_set_user_password(Password="Correct-1-horse", Permanent=True, **user),
        "sign-in": lambda: client["cognito-idp"].admin_initiate_auth(UserPoolId=e["POOL"], ClientId=e["CLIENT"],
            AuthFlow="ADMIN_USER_PASSWORD_AUTH", AuthParameters={"USERNAME": "ada", "PASSWORD": "Correct-1-horse"}),
        "mail": lambda: client["sesv2"].send_email(FromEmailAddress="app@example.test",
            Destination={"ToAddresses": ["a@example.test"]},
            Content={"Simple": {"Subject": {"Data": "s"}, "Body": {"Text": {"Data": "b"}}}}),
        "file": lambda: client["s3"].put_object(Bucket=e["BUCKET"], Key="a", Body=b"a"),
        "file in the clear": lambda: client["s3"].put_object(Bucket=e["CLEAR"], Key="a", Body=b"a"),
        "other sender": lambda: client["sesv2"].send_email(FromEmailAddress="boss@example.test",
            Destination={"ToAddresses": ["a@example.test"]},
            Content={"Simple": {"Subject": {"Data": "s"}, "Body": {"Text": {"Data": "b"}}}}),
        "delete": lambda: db.delete_item(TableName=e["TABLE"], Key=key),
        "other table": lambda: db.put_item(TableName=e["OTHER"], Item=key),
        "other in transaction": lambda: db.transact_write_items(TransactItems=[put(e["TABLE"]), put(e["OTHER"])]),
        "group": lambda: client["cognito-idp"].create_group(UserPoolId=e["POOL"], GroupName="g"),
        "default bus": lambda: client["events"].put_events(Entries=[{"Source": "s", "DetailType": "t", "Detail": "{}"}]),
        "read file": lambda: client["s3"].get_object(Bucket=e["BUCKET"], Key="a"),
    }
    outcomes = {}
    for name, call in calls.items():
        try:
            call()
            outcomes[name] = "allowed"
        except ClientError as error:
            outcomes[name] = error.response["Error"]["Code"]
    return outcomes
`

const table = {
  Type: 'AWS::DynamoDB::Table',
  Properties: {
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
    StreamSpecification: { StreamViewType: 'NEW_IMAGE' },
  },
}
const arn = (resource: string) => ({ 'Fn::GetAtt': [resource, 'Arn'] })
const stream = (resource: string) => ({ 'Fn::GetAtt': [resource, 'StreamArn'] })
const ref = (Ref: string) => ({ Ref })
const allow = (Action: readonly string[], Resource: unknown) => ({ Effect: 'Allow', Action, Resource })
const identity = (address: string) => ({
  'Fn::Sub': `arn:aws:ses:\${AWS::Region}:\${AWS::AccountId}:identity/${address}`,
})

/** Denies everything to requests that come with TLS (`true`), or without it. */
const transportPolicy = (bucket: string, secure: 'true' | 'false') => ({
  Type: 'AWS::S3::BucketPolicy',
  Properties: {
    Bucket: ref(bucket),
    PolicyDocument: {
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Deny',
          Principal: '*',
          Action: 's3:*',
          Resource: { 'Fn::Sub': `\${${bucket}.Arn}/*` },
          Condition: { Bool: { 'aws:SecureTransport': secure } },
        },
      ],
    },
  },
})

const template = {
  Resources: {
    Table: table,
    Other: table,
    Bus: { Type: 'AWS::Events::EventBus', Properties: { Name: 'permissions' } },
    Secret: { Type: 'AWS::SecretsManager::Secret', Properties: { SecretString: 'x' } },
    Pool: { Type: 'AWS::Cognito::UserPool', Properties: {} },
    Client: {
      Type: 'AWS::Cognito::UserPoolClient',
      Properties: { UserPoolId: ref('Pool'), ExplicitAuthFlows: ['ALLOW_ADMIN_USER_PASSWORD_AUTH'] },
    },
    Bucket: { Type: 'AWS::S3::Bucket' },
    BucketPolicy: transportPolicy('Bucket', 'false'),
    Clear: { Type: 'AWS::S3::Bucket' },
    ClearPolicy: transportPolicy('Clear', 'true'),
    Log: { Type: 'AWS::Logs::LogGroup' },
    Stream: { Type: 'AWS::Logs::LogStream', Properties: { LogGroupName: ref('Log'), LogStreamName: 'a' } },
    Role: {
      Type: 'AWS::IAM::Role',
      Properties: {
        AssumeRolePolicyDocument: {
          Version: '2012-10-17',
          Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
        },
        Policies: [
          {
            PolicyName: 'least',
            PolicyDocument: {
              Version: '2012-10-17',
              Statement: [
                allow(
                  ['dynamodb:PutItem', 'dynamodb:GetItem', 'dynamodb:Query', 'dynamodb:BatchWriteItem'],
                  arn('Table'),
                ),
                allow(['dynamodb:GetRecords', 'dynamodb:GetShardIterator'], stream('Table')),
                allow(['logs:GetLogEvents'], {
                  'Fn::Sub': 'arn:aws:logs:eu-west-1:222222222222:log-group:${Log}:log-stream:*',
                }),
                allow(['events:PutEvents'], arn('Bus')),
                allow(['secretsmanager:GetSecretValue'], ref('Secret')),
                allow(
                  ['cognito-idp:AdminCreateUser', 'cognito-idp:AdminSetUserPassword', 'cognito-idp:AdminInitiateAuth'],
                  arn('Pool'),
                ),
                allow(['ses:SendEmail'], identity('app@example.test')),
                allow(['s3:PutObject'], { 'Fn::Sub': '${Bucket.Arn}/*' }),
                allow(['s3:PutObject'], { 'Fn::Sub': '${Clear.Arn}/*' }),
                allow(
                  ['appsync:GraphQL'],
                  'arn:aws:appsync:eu-west-1:222222222222:apis/one/types/Mutation/fields/publish',
                ),
              ],
            },
          },
        ],
      },
    },
    Function: {
      Type: 'AWS::Lambda::Function',
      Properties: {
        Runtime: 'python3.13',
        Handler: 'index.handler',
        Timeout: 60,
        Role: arn('Role'),
        Code: { ZipFile: source },
        Environment: {
          Variables: {
            TABLE: ref('Table'),
            OTHER: ref('Other'),
            STREAM: stream('Table'),
            OTHER_STREAM: stream('Other'),
            LOG: ref('Log'),
            BUS: ref('Bus'),
            SECRET: ref('Secret'),
            POOL: ref('Pool'),
            CLIENT: ref('Client'),
            BUCKET: ref('Bucket'),
            CLEAR: ref('Clear'),
          },
        },
      },
    },
  },
  Outputs: { Function: { Value: ref('Function') }, Role: { Value: arn('Role') } },
}

async function invoke(payload: object): Promise<Record<string, string>> {
  const answer = await clients.lambda.send(new InvokeCommand({ FunctionName: name, Payload: JSON.stringify(payload) }))
  return JSON.parse(answer.Payload?.transformToString() ?? '{}')
}

function ask(path: string, body: object): Promise<Response> {
  const headers = { authorization: `Bearer ${ministack.token}` }
  return fetch(`${ministack.endpoint}/_liftlock/${path}`, { method: 'POST', headers, body: JSON.stringify(body) })
}

test('a function may do what its role allows, and nothing else', async () => {
  expect(await invoke({})).toEqual({
    stream: 'allowed',
    'other stream': 'AccessDeniedException',
    log: 'allowed',
    'other log': 'AccessDeniedException',
    'write log': 'AccessDeniedException',
    put: 'allowed',
    get: 'allowed',
    query: 'allowed',
    transaction: 'allowed',
    batch: 'allowed',
    publish: 'allowed',
    secret: 'allowed',
    user: 'allowed',
    password: 'allowed',
    'sign-in': 'allowed',
    mail: 'allowed',
    file: 'allowed',
    'file in the clear': 'AccessDenied',
    'other sender': 'AccessDeniedException',
    delete: 'AccessDeniedException',
    'other table': 'AccessDeniedException',
    'other in transaction': 'AccessDeniedException',
    group: 'AccessDeniedException',
    'default bus': 'AccessDeniedException',
    'read file': 'AccessDenied',
  })
})

test('the adapter learns whose temporary credentials a request is signed with', async () => {
  const own = await invoke({ whoami: true })

  const known = await ask('credentials', { accessKeyId: own.key })
  const account = await ask('credentials', { accessKeyId: '222222222222' })
  const unknown = await ask('credentials', { accessKeyId: 'ASIA0000000000000000' })

  expect(await known.json()).toEqual({
    secretAccessKey: own.secret,
    sessionToken: own.session,
    principalArn: expect.stringMatching(/^arn:aws:sts::222222222222:assumed-role\/permissions-Role-/),
    accountId: '222222222222',
  })
  expect(await account.json()).toMatchObject({
    secretAccessKey: ministack.secretAccessKey,
    principalArn: 'arn:aws:iam::222222222222:root',
  })
  expect(unknown.status).toBe(404)
})

test('the adapter learns what the owner of the credentials may do', async () => {
  const own = await invoke({ whoami: true })
  const { principalArn } = (await (await ask('credentials', { accessKeyId: own.key })).json()) as {
    principalArn: string
  }
  const question = (field: string, principal = principalArn) =>
    ask('authorize', {
      principalArn: principal,
      action: 'appsync:GraphQL',
      resource: `arn:aws:appsync:eu-west-1:222222222222:apis/one/types/Mutation/fields/${field}`,
    }).then((answer) => answer.json())

  expect(await question('publish')).toMatchObject({ allowed: true })
  expect(await question('other')).toMatchObject({ allowed: false })
  expect(await question('other', 'arn:aws:iam::222222222222:root')).toMatchObject({ allowed: true })
  expect(await question('publish', 'arn:aws:sts::222222222222:assumed-role/nobody/x')).toMatchObject({ allowed: false })
})
