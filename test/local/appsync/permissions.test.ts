import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { type Keys, send, sendSigned } from './sample-client.ts'
import { account, deploySample, type SampleDeployment } from './sample-deployment.ts'

let sample: SampleDeployment
let url: string
let jane: { readonly authorization: string }

beforeAll(async () => {
  sample = await deploySample({ iam: true })
  url = sample.outputs.apiEndpoint ?? ''
  jane = { authorization: await sample.token('jane') }
}, 90_000)

afterAll(() => sample?.stop())

async function assume(role: string | undefined): Promise<Keys> {
  const client = new STSClient(sample.configuration)
  const { Credentials } = await client.send(new AssumeRoleCommand({ RoleArn: role, RoleSessionName: 'test' }))
  client.destroy()
  return {
    accessKeyId: Credentials?.AccessKeyId ?? '',
    secretAccessKey: Credentials?.SecretAccessKey ?? '',
    sessionToken: Credentials?.SessionToken ?? '',
  }
}

test('a data source does what its role allows', async () => {
  const put = await send(url, jane, 'mutation { put(id: "a", title: "T") { title upper } send(text: "hi") { text } }')
  const list = await send(url, jane, '{ items(pk: "a") { items { title } } double(number: 2) }')

  expect(put.body).toEqual({ data: { put: { title: 'T', upper: 'T' }, send: { text: 'hi' } } })
  expect(list.body).toEqual({ data: { items: { items: [{ title: 'T' }] }, double: 4 } })
})

test('what its role does not allow is denied', async () => {
  const { body } = await send(url, jane, 'mutation { remove(id: "a") { title } }')

  expect(body).toMatchObject({ data: { remove: null }, errors: [{ errorType: 'DynamoDB:AccessDeniedException' }] })
})

test('a caller with a role reaches the fields that its policies allow', async () => {
  const caller = await assume(sample.outputs.callerRole)

  const allowed = await sendSigned(url, caller, 'mutation { publishTrace(correlationId: "1") { correlationId } }')
  const denied = await sendSigned(url, caller, '{ me }')

  expect(allowed.body).toEqual({ data: { publishTrace: { correlationId: '1' } } })
  expect(denied.body).toMatchObject({ data: { me: null }, errors: [{ errorType: 'Unauthorized' }] })
})

test('a session token that was tampered with is refused', async () => {
  const caller = await assume(sample.outputs.callerRole)

  const answer = await sendSigned(url, { ...caller, sessionToken: 'other' }, '{ me }')

  expect(answer).toMatchObject({ status: 401, body: { errors: [{ errorType: 'UnauthorizedException' }] } })
})

test('the account itself reaches every field that is open to IAM', async () => {
  const answer = await sendSigned(
    url,
    { accessKeyId: account, secretAccessKey: sample.ministack.secretAccessKey },
    '{ me }',
  )

  expect(answer.body).toEqual({ data: { me: `IAM Authorization ${account} ` } })
})
