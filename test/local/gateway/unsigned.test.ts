import { createHmac } from 'node:crypto'
import {
  AdminSetUserPasswordCommand,
  CognitoIdentityProviderClient,
  ConfirmSignUpCommand,
  GetUserCommand,
  InitiateAuthCommand,
  SignUpCommand,
} from '@aws-sdk/client-cognito-identity-provider'
import { InvokeCommand } from '@aws-sdk/client-lambda'
import {
  CreateBucketCommand,
  GetObjectCommand,
  PutBucketCorsCommand,
  PutBucketPolicyCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3'
import { AssumeRoleWithWebIdentityCommand } from '@aws-sdk/client-sts'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { deployStack, type LocalClients, localClients } from '../../support/local-clients.ts'
import { startMinistack, type TestMinistack } from '../../support/ministack.ts'
import { presignedAddress, signedRequest } from '../../support/signed-request.ts'

let ministack: TestMinistack
let clients: LocalClients
let outputs: Readonly<Record<string, string>>

const source = `
import boto3, json, os
def handler(event, context):
    if event.get("presign"):
        s3 = boto3.client("s3")
        form = s3.generate_presigned_post("closed", "posted", Conditions=[["content-length-range", 0, 100]])
        return {"get": s3.generate_presigned_url("get_object", Params={"Bucket": "closed", "Key": "key"}), "form": form}
    return {"statusCode": 200, "headers": {"x-seen": "yes"}, "body": json.dumps({"path": event.get("rawPath")})}
`
const arn = (resource: string) => ({ 'Fn::GetAtt': [resource, 'Arn'] })
const ref = (Ref: string) => ({ Ref })
const route = (key: string, AuthorizationType: string) => ({
  Type: 'AWS::ApiGatewayV2::Route',
  Properties: {
    ApiId: ref('Api'),
    RouteKey: key,
    AuthorizationType,
    Target: { 'Fn::Sub': 'integrations/${Integration}' },
  },
})
const functionUrl = (AuthType: string, target: string) => ({
  Type: 'AWS::Lambda::Url',
  Properties: { AuthType, TargetFunctionArn: arn(target), Cors: { AllowOrigins: ['http://localhost:5173'] } },
})
const lambda = {
  Type: 'AWS::Lambda::Function',
  Properties: {
    Runtime: 'python3.13',
    Handler: 'index.handler',
    Timeout: 30,
    Role: 'arn:aws:iam::111111111111:role/x',
    Code: { ZipFile: source },
  },
}
const template = {
  Resources: {
    Open: lambda,
    Closed: lambda,
    OpenUrl: functionUrl('NONE', 'Open'),
    ClosedUrl: functionUrl('AWS_IAM', 'Closed'),
    Api: {
      Type: 'AWS::ApiGatewayV2::Api',
      Properties: {
        Name: 'desk',
        ProtocolType: 'HTTP',
        CorsConfiguration: { AllowOrigins: ['http://localhost:5173'], AllowMethods: ['GET'] },
      },
    },
    Integration: {
      Type: 'AWS::ApiGatewayV2::Integration',
      Properties: {
        ApiId: ref('Api'),
        IntegrationType: 'AWS_PROXY',
        IntegrationUri: arn('Open'),
        PayloadFormatVersion: '2.0',
      },
    },
    Stage: { Type: 'AWS::ApiGatewayV2::Stage', Properties: { ApiId: ref('Api'), StageName: 'prod' } },
    OpenRoute: route('ANY /open/{proxy+}', 'NONE'),
    MailRoute: route('ANY /v2/email/identities', 'NONE'),
    ClosedRoute: route('GET /closed', 'AWS_IAM'),
    Pool: { Type: 'AWS::Cognito::UserPool', Properties: {} },
    Client: {
      Type: 'AWS::Cognito::UserPoolClient',
      Properties: { UserPoolId: ref('Pool'), ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH'] },
    },
  },
  Outputs: {
    api: { Value: ref('Api') },
    address: { Value: { 'Fn::Sub': 'https://${Api}.execute-api.${AWS::Region}.amazonaws.com/prod' } },
    endpoint: { Value: { 'Fn::GetAtt': ['Api', 'ApiEndpoint'] } },
    stranger: { Value: 'https://abcd1234.execute-api.eu-west-1.amazonaws.com/prod' },
    open: { Value: { 'Fn::GetAtt': ['OpenUrl', 'FunctionUrl'] } },
    closed: { Value: { 'Fn::GetAtt': ['ClosedUrl', 'FunctionUrl'] } },
    lambda: { Value: ref('Open') },
    pool: { Value: ref('Pool') },
    client: { Value: ref('Client') },
  },
}

beforeAll(async () => {
  ministack = await startMinistack({ environment: { LIFTLOCK_LOCAL_ORIGINS: 'http://localhost:5173' } })
  clients = localClients(ministack, '111111111111')
  const deployed = await deployStack(clients, 'desk', template)
  expect([deployed.status, deployed.reason]).toEqual(['CREATE_COMPLETE', undefined])
  outputs = deployed.outputs
  for (const Bucket of ['closed', 'open']) {
    await clients.s3.send(new CreateBucketCommand({ Bucket }))
    await clients.s3.send(new PutObjectCommand({ Bucket, Key: 'key', Body: Bucket }))
    const rule = { AllowedOrigins: ['http://localhost:5173'], AllowedMethods: ['GET'], AllowedHeaders: ['x-desk'] }
    await clients.s3.send(new PutBucketCorsCommand({ Bucket, CORSConfiguration: { CORSRules: [rule] } }))
  }
  const Statement = [{ Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: 'arn:aws:s3:::open/*' }]
  const Policy = JSON.stringify({ Version: '2012-10-17', Statement })
  await clients.s3.send(new PutBucketPolicyCommand({ Bucket: 'open', Policy }))
}, 90_000)

afterAll(() => ministack?.stop())

/** A signature that is not right, in its form. */
function signatureOf(key: string): string {
  const scope = `${key}/20260101/eu-west-1/cognito-idp/aws4_request`
  return `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host;x-amz-date;x-amz-target, Signature=${'0'.repeat(64)}`
}

const ask = (path: string, init: RequestInit = {}) => fetch(ministack.endpoint + path, init)
const statusOf = async (path: string, init: RequestInit = {}) => (await ask(path, init)).status
const urlPath = (name: string) => new URL('x', outputs[name]).pathname
const apiPath = (path: string) => `/_aws/execute-api/${outputs.api}/prod${path}`
const corsOf = (answer: Response) => Object.fromEntries([...answer.headers].filter(([name]) => /^access-c/.test(name)))

test('an API and a function URL without authorization answer everybody', async () => {
  const [api, url] = await Promise.all([ask(apiPath('/open/a')), ask(urlPath('open'))])

  expect([api.status, url.status]).toEqual([200, 200])
  expect([api.headers.get('x-seen'), url.headers.get('x-seen')]).toEqual(['yes', 'yes'])
})

test('an API of another account answers without a signature, too, and its own routes with AWS_IAM do not', async () => {
  const other = await deployStack(localClients(ministack, '222222222222'), 'desk', {
    ...template,
    Resources: Object.fromEntries(
      Object.entries(template.Resources).filter(([name]) => !/^(?:Pool|Client)$/.test(name)),
    ),
    Outputs: { address: template.Outputs.address, open: template.Outputs.open },
  })
  expect([other.status, other.reason]).toEqual(['CREATE_COMPLETE', undefined])
  const { address, open } = other.outputs

  const answers = await Promise.all([`${address}/open/a`, `${address}/closed`, open!].map((url) => fetch(url)))

  expect(answers.map(({ status }) => status)).toEqual([200, 403, 200])
  expect(await answers[0]!.json()).toEqual({ path: '/open/a' })
})

test('outputs have addresses that this machine answers, where the API is one of the local AWS', async () => {
  const { address, endpoint, open, stranger } = outputs
  const base = `${ministack.endpoint}/_aws`

  expect([address, endpoint]).toEqual([`${base}/execute-api/${outputs.api}/prod`, `${base}/execute-api/${outputs.api}`])
  expect(open).toMatch(new RegExp(`^${base}/lambda-url/[a-z0-9]{32}/$`))
  expect(stranger).toBe('https://abcd1234.execute-api.eu-west-1.amazonaws.com/prod')
  expect(await statusOf(new URL(`${address}/open/a`).pathname)).toBe(200)
})

test('a route and a function URL with AWS_IAM answer who signs, and nobody else', async () => {
  const paths = [apiPath('/closed'), urlPath('closed')]
  const services = ['execute-api', 'lambda']
  const signed = (to: TestMinistack) =>
    Promise.all(paths.map((path, index) => signedRequest({ to, service: services[index]!, method: 'GET', path })))

  const unsigned = await Promise.all(paths.map((path) => statusOf(path)))
  const pretended = await Promise.all(paths.map((path) => statusOf(path, { headers: { authorization: 'Bearer x' } })))
  const forged = await Promise.all((await signed({ ...ministack, secretAccessKey: 'test' })).map((each) => fetch(each)))
  const right = await Promise.all((await signed(ministack)).map((each) => fetch(each)))

  expect([unsigned, pretended]).toEqual([
    [403, 403],
    [403, 403],
  ])
  expect(forged.map(({ status }) => status)).toEqual([403, 403])
  expect(right.map(({ status }) => status)).toEqual([200, 200])
})

test('who may call an API reaches that API alone, whatever the path and the headers say', async () => {
  const Host = `${outputs.api}.execute-api.127.0.0.1`
  const target = { 'x-amz-target': 'DynamoDB_20120810.ListTables' }
  const form = { 'content-type': 'application/x-www-form-urlencoded' }
  const call = async (path: string, headers: Record<string, string> = {}, body?: string) => {
    const { request } = await import('node:http')
    return new Promise<string>((resolve, reject) => {
      const sent = request(
        ministack.endpoint + path,
        { method: body === undefined ? 'GET' : 'POST', headers: { Host, ...headers } },
        (answer) => {
          let text = ''
          answer.on('data', (chunk) => (text += chunk))
          answer.on('end', () => resolve(`${answer.statusCode} ${text}`))
        },
      )
      sent.on('error', reject)
      sent.end(body)
    })
  }

  expect(await call('/prod/open/a')).toBe('200 {"path": "/open/a"}')
  expect(await call('/prod/open/a', target, '{}')).toContain('200 {"path"')
  expect(await call('/iceberg/v1/config')).toBe('404 {"message":"Not Found"}')
  expect(await call('/v2/email/identities')).not.toContain('EmailIdentities')
  expect(await call('/Execute', {}, '{}')).toMatch(/^404/)
  expect(await call('/', form, 'Action=ListUsers&Version=2010-05-08')).toMatch(/^404/)
  expect(await call('/_ministack/reset', {}, '')).toMatch(/^401/)
})

test('public operations of user pools need no signature, all others do', async () => {
  const credentials = { accessKeyId: 'x', secretAccessKey: 'x' }
  const client = new CognitoIdentityProviderClient({ endpoint: ministack.endpoint, region: 'eu-west-1', credentials })
  const ClientId = outputs.client
  const [Username, Password] = ['ada', 'Correct-1-horse']
  await client.send(new SignUpCommand({ ClientId, Username, Password }))
  const admin = client.send(new AdminSetUserPasswordCommand({ UserPoolId: outputs.pool, Username, Password }))
  await expect(admin).rejects.toMatchObject({ name: 'UnrecognizedClientException' })
  await client.send(new ConfirmSignUpCommand({ ClientId, Username, ConfirmationCode: '123456' }))
  const { AuthenticationResult } = await client.send(
    new InitiateAuthCommand({
      ClientId,
      AuthFlow: 'USER_PASSWORD_AUTH',
      AuthParameters: { USERNAME: Username, PASSWORD: Password },
    }),
  )
  const user = await client.send(new GetUserCommand({ AccessToken: AuthenticationResult!.AccessToken }))
  client.destroy()

  expect(user.Username).toBe('ada')
  expect(await statusOf(`/${outputs.pool}/.well-known/jwks.json`)).toBe(200)
  expect(await statusOf(`/${outputs.pool}/.well-known/openid-configuration`)).toBe(200)
  expect(await statusOf('/eu-west-1_nobody/.well-known/jwks.json')).toBe(403)
})

test.each([
  ['another path', '/2015-03-31/functions', {}],
  ['a query', '/?Action=ListUsers', {}],
  ['a host of S3', '/', { host: 'closed.s3.localhost' }],
  [
    'a name that only begins alike',
    '/',
    { 'x-amz-target': 'AWSCognitoIdentityProviderService.InitiateAuth.AdminGetUser' },
  ],
  ['another service after it', '/', { 'x-amz-target': 'AWSCognitoIdentityProviderServiceX.InitiateAuth' }],
])('the name of a public operation opens nothing with %s', async (_, path, headers) => {
  const target = { 'x-amz-target': 'AWSCognitoIdentityProviderService.InitiateAuth' }
  const all = { 'content-type': 'application/x-amz-json-1.1', ...target, ...headers }

  expect([400, 403]).toContain(await statusOf(path, { method: 'POST', headers: all, body: '{}' }))
})

test.each([
  ['of an unsigned call', 10, {}],
  ['whose signature covers it', 100, { authorization: signatureOf('111111111111') }],
])(
  'a body %s is read up to %d MiB',
  async (_, mebibytes, more) => {
    const target = { 'x-amz-target': 'AWSCognitoIdentityProviderService.InitiateAuth' }
    const headers = {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-date': '20260101T000000Z',
      ...target,
      ...more,
    }
    const chunk = Buffer.alloc(1024 * 1024, ' ')
    let sent = 0
    const { request } = await import('node:http')
    const status = await new Promise<number>((resolve, reject) => {
      const outgoing = request(ministack.endpoint, { method: 'POST', headers }, ({ statusCode }) => {
        resolve(statusCode ?? 0)
        outgoing.destroy()
      })
      outgoing.on('error', (error) => (outgoing.destroyed ? undefined : reject(error)))
      const more = () => {
        if (outgoing.destroyed || sent > mebibytes) return
        sent += 1
        outgoing.write(chunk, more)
      }
      more()
    })

    expect(status).toBe(413)
    expect(sent).toBe(mebibytes + 1)
  },
  60_000,
)

test('a bucket gives what its policy gives everybody, and takes nothing', async () => {
  const put = { method: 'PUT', body: 'x' }

  expect(await (await ask('/open/key')).text()).toBe('open')
  expect(await statusOf('/closed/key')).toBe(403)
  for (const question of ['', '?versions', '?list-type=2', '?policy', '?acl', '?cors'])
    expect([question, await statusOf(`/open${question}`)]).toEqual([question, 403])
  for (const question of ['acl', 'tagging', 'uploads', 'retention'])
    expect([question, await statusOf(`/open/key?${question}`)]).toEqual([question, 403])
  expect(await statusOf('/open/new', put)).toBe(403)
  expect(await statusOf('/open/new', { ...put, headers: { 'x-amz-copy-source': '/closed/key' } })).toBe(403)
  expect(await statusOf('/open/key', { method: 'DELETE' })).toBe(403)
  expect(await statusOf('/open?acl', put)).toBe(403)
  expect(await statusOf('/closed', { method: 'DELETE' })).toBe(403)
})

/** A form as a browser posts it, with a policy that the key signs. */
function formOf(fields: Readonly<Record<string, string>>, content = 'posted'): FormData {
  const form = new FormData()
  for (const [name, value] of Object.entries(fields)) form.append(name, value)
  form.append('file', new Blob([content]), 'file.txt')
  return form
}

function policyFields(secret: string, key: string): Record<string, string> {
  const date = new Date().toISOString().replace(/[-:]|\.\d+/g, '')
  const day = date.slice(0, 8)
  const credential = `111111111111/${day}/eu-west-1/s3/aws4_request`
  const conditions = [
    { bucket: 'closed' },
    { key },
    { 'x-amz-algorithm': 'AWS4-HMAC-SHA256' },
    { 'x-amz-credential': credential },
    { 'x-amz-date': date },
  ]
  const expiration = new Date(Date.now() + 60_000).toISOString()
  const policy = Buffer.from(JSON.stringify({ expiration, conditions })).toString('base64')
  const hmac = (by: string | Buffer, text: string) => createHmac('sha256', by).update(text).digest()
  const signing = [day, 'eu-west-1', 's3', 'aws4_request'].reduce<string | Buffer>(hmac, `AWS4${secret}`)
  const signature = hmac(signing, policy).toString('hex')
  return {
    key,
    policy,
    'x-amz-algorithm': 'AWS4-HMAC-SHA256',
    'x-amz-credential': credential,
    'x-amz-date': date,
    'x-amz-signature': signature,
  }
}

test('a form with a policy that the account signed is taken, every other one is refused', async () => {
  const post = (form: FormData) => statusOf('/closed', { method: 'POST', body: form })
  const signed = policyFields(ministack.secretAccessKey, 'form')

  expect(await post(formOf(signed))).toBe(204)
  expect(await post(formOf(policyFields('test', 'forged')))).toBe(403)
  expect(await post(formOf({ ...signed, key: 'elsewhere' }))).toBe(403)
  expect(await post(formOf({ key: 'unsigned' }))).toBe(403)
  expect(await post(formOf({ key: 'named', 'x-amz-credential': signed['x-amz-credential']! }))).toBe(403)
  expect(
    await post(formOf({ key: 'old', awsaccesskeyid: '111111111111', policy: signed.policy!, signature: 'x' })),
  ).toBe(403)
  const { Body } = await clients.s3.send(new GetObjectCommand({ Bucket: 'closed', Key: 'form' }))
  expect(await Body!.transformToString()).toBe('posted')
})

test('what a function presigns with boto3 is good for who is given it', async () => {
  const { Payload } = await clients.lambda.send(
    new InvokeCommand({ FunctionName: outputs.lambda, Payload: '{"presign":true}' }),
  )
  const { get, form } = JSON.parse(Payload!.transformToString()) as {
    get: string
    form: { url: string; fields: Record<string, string> }
  }

  expect(await (await fetch(get)).text()).toBe('closed')
  expect((await fetch(get.replace('/key?', '/other?'))).status).toBe(403)
  expect((await fetch(get, { headers: { 'x-amz-target': 'DynamoDB_20120810.ListTables' } })).status).toBeGreaterThan(
    399,
  )
  const answer = await fetch(`${ministack.endpoint}/closed`, { method: 'POST', body: formOf(form.fields) })
  expect(answer.status).toBe(204)
})

test('a function answers a custom resource at the address that it was given', async () => {
  const answerer = `
import json, urllib.request
def handler(event, context):
    body = {"Status": "SUCCESS", "PhysicalResourceId": "x", **{k: event[k] for k in ("StackId", "RequestId", "LogicalResourceId")}}
    urllib.request.urlopen(urllib.request.Request(event["ResponseURL"], json.dumps(body).encode(), method="PUT"))
`
  const Answerer = { ...lambda, Properties: { ...lambda.Properties, Code: { ZipFile: answerer } } }
  const Custom = { Type: 'Custom::Thing', Properties: { ServiceToken: arn('Answerer') } }

  const { status } = await deployStack(clients, 'custom', { Resources: { Answerer, Custom } })

  expect(status).toBe('CREATE_COMPLETE')
  expect(await statusOf('/_ministack/cfn-response/guess', { method: 'PUT', body: '{}' })).toBe(401)
})

test('a token of another issuer gives no credentials; one that was signed with the secret does', async () => {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const tokenBy = (secret: string, alg = 'HS256', seconds = 300) => {
    const claims = { iss: 'https://token.example', sub: 'desk', exp: Math.floor(Date.now() / 1000) + seconds }
    const text = `${part({ alg, typ: 'JWT' })}.${part(claims)}`
    return `${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`
  }
  const assume = (WebIdentityToken: string) =>
    clients.sts.send(
      new AssumeRoleWithWebIdentityCommand({
        RoleArn: 'arn:aws:iam::111111111111:role/any',
        RoleSessionName: 'desk',
        WebIdentityToken,
      }),
    )
  const secret = ministack.secretAccessKey

  await expect(assume(tokenBy(secret))).resolves.toMatchObject({ Credentials: { AccessKeyId: expect.any(String) } })
  for (const token of [
    tokenBy('test'),
    tokenBy(secret, 'none'),
    tokenBy(secret, 'RS256'),
    tokenBy(secret, 'HS256', -1),
    'a.b.c',
    'x',
  ])
    await expect(assume(token)).rejects.toMatchObject({ name: 'InvalidIdentityTokenException' })
})

test('an identity pool gives nobody credentials where permissions are not enforced', async () => {
  const call = async (operation: string, body: object) => {
    const target = { 'x-amz-target': `AWSCognitoIdentityService.${operation}` }
    const headers = { 'content-type': 'application/x-amz-json-1.1', ...target }
    return statusOf('/', { method: 'POST', headers, body: JSON.stringify(body) })
  }

  expect(await call('GetCredentialsForIdentity', { IdentityId: 'eu-west-1:1' })).toBe(400)
  expect(await call('CreateIdentityPool', { IdentityPoolName: 'x', AllowUnauthenticatedIdentities: true })).toBe(400)
})

test('a page of a configured origin may what the API, the bucket and the pool allow it, and nothing else', async () => {
  const origin = { origin: 'http://localhost:5173' }
  const preflight = { method: 'OPTIONS', headers: { ...origin, 'access-control-request-method': 'GET' } }
  const target = { 'x-amz-target': 'AWSCognitoIdentityProviderService.InitiateAuth' }
  const json = { 'content-type': 'application/x-amz-json-1.1' }
  const presigned = await presignedAddress({ to: ministack, service: 's3', method: 'GET', path: '/closed/key' })
  const list = await signedRequest({
    to: ministack,
    service: 'dynamodb',
    headers: { 'x-amz-target': 'DynamoDB_20120810.ListTables', ...origin },
    body: '{}',
  })

  const api = await ask(apiPath('/open/a'), { headers: origin })
  const apiPreflight = await ask(apiPath('/open/a'), preflight)
  const url = await ask(urlPath('open'), { headers: origin })
  const bucket = await fetch(presigned, { headers: origin })
  const bucketPreflight = await ask('/closed/key', preflight)
  const putPreflight = await ask('/closed/key', {
    ...preflight,
    headers: { ...preflight.headers, 'access-control-request-method': 'PUT' },
  })
  const signIn = await ask('/', { method: 'POST', headers: { ...origin, ...target, ...json }, body: '{}' })
  const signInPreflight = await ask('/', {
    ...preflight,
    headers: { ...preflight.headers, 'access-control-request-method': 'POST' },
  })
  const keys = await ask(`/${outputs.pool}/.well-known/jwks.json`, { headers: origin })
  const otherPreflight = await ask('/2015-03-31/functions', preflight)

  const allowed = { 'access-control-allow-origin': 'http://localhost:5173' }
  const answers = [api, apiPreflight, url, bucket, bucketPreflight, signIn, signInPreflight, keys]
  expect(answers.map(corsOf)).toEqual(answers.map(() => expect.objectContaining(allowed)))
  expect([apiPreflight.status, bucketPreflight.status, signInPreflight.status]).toEqual([204, 200, 200])
  expect([putPreflight.status, otherPreflight.status]).toEqual([403, 403])
  expect([corsOf(putPreflight), corsOf(otherPreflight), corsOf(await fetch(list))]).toEqual([{}, {}, {}])
})

test('without a page, no header of CORS leaves but those of an API', async () => {
  const answers = await Promise.all([
    ask('/_ministack/health'),
    ask('/open/key'),
    ask('/closed/key'),
    ask('/'),
    ask(`/${outputs.pool}/.well-known/jwks.json`),
    fetch(await signedRequest({ to: ministack, service: 's3', method: 'GET', path: '/closed/key' })),
    fetch(await signedRequest({ to: ministack, service: 's3', method: 'OPTIONS', path: '/closed/key' })),
    fetch(await signedRequest({ to: ministack, service: 'lambda', method: 'GET', path: '/2015-03-31/functions' })),
  ])

  expect(answers.map(corsOf)).toEqual(answers.map(() => ({})))
})
