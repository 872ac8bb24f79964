import { AdminCreateUserCommand, AdminSetUserPasswordCommand } from '@aws-sdk/client-cognito-identity-provider'
import { InvokeCommand } from '@aws-sdk/client-lambda'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { readMail } from '../../src/local/read-mail.ts'
import { deployStack, type LocalClients, localClients } from '../support/local-clients.ts'
import { startMinistack, type TestMinistack } from '../support/ministack.ts'

let ministack: TestMinistack
let production: LocalClients

beforeAll(async () => {
  ministack = await startMinistack()
  production = localClients(ministack, '222222222222')
})

afterAll(() => ministack?.stop())

test('a user of production signs in without a signature', async () => {
  const { outputs } = await deployStack(production, 'users', {
    Resources: {
      Pool: { Type: 'AWS::Cognito::UserPool', Properties: {} },
      Client: {
        Type: 'AWS::Cognito::UserPoolClient',
        Properties: { UserPoolId: { Ref: 'Pool' }, ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH'] },
      },
    },
    Outputs: { Pool: { Value: { Ref: 'Pool' } }, Client: { Value: { Ref: 'Client' } } },
  })
  const user = { UserPoolId: outputs.Pool, Username: 'ada' }
  await production.cognito.send(new AdminCreateUserCommand({ ...user, MessageAction: 'SUPPRESS' }))
  const Password = 'Correct-1-horse'
  await production.cognito.send(new AdminSetUserPasswordCommand({ ...user, Password, Permanent: true }))

  const AuthParameters = { USERNAME: 'ada', PASSWORD: Password }
  const answer = await fetch(ministack.endpoint, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': 'AWSCognitoIdentityProviderService.InitiateAuth',
    },
    body: JSON.stringify({ AuthFlow: 'USER_PASSWORD_AUTH', ClientId: outputs.Client, AuthParameters }),
  })

  expect(await answer.json()).toMatchObject({ AuthenticationResult: { IdToken: expect.any(String) } })
})

const sender = `
import boto3
def handler(event, context):
    boto3.client("sesv2").send_email(FromEmailAddress="Parking <app@example.test>", Destination={"ToAddresses": ["a@example.test"]},
        Content={"Simple": {"Subject": {"Data": "Opened"}, "Body": {"Text": {"Data": "Your garage is open."}}}})
`

test('a function sends e-mail from an address that nobody has verified, and it can be read', async () => {
  const { outputs } = await deployStack(production, 'mail', {
    Resources: {
      Sender: {
        Type: 'AWS::Lambda::Function',
        Properties: {
          Runtime: 'python3.13',
          Handler: 'index.handler',
          Timeout: 30,
          Role: 'arn:aws:iam::222222222222:role/x',
          Code: { ZipFile: sender },
        },
      },
    },
    Outputs: { Sender: { Value: { Ref: 'Sender' } } },
  })

  const answer = await production.lambda.send(new InvokeCommand({ FunctionName: outputs.Sender }))

  const local = { ...ministack, accounts: { staging: '111111111111', production: '222222222222' } }
  const sent = await readMail(local, 'production')
  expect(answer.FunctionError).toBeUndefined()
  expect(sent).toEqual([
    {
      account: '222222222222',
      time: expect.stringMatching(/Z$/),
      from: 'Parking <app@example.test>',
      to: ['a@example.test'],
      subject: 'Opened',
      body: 'Your garage is open.',
    },
  ])
  expect(await readMail(local, 'staging')).toEqual([])
})

const builder = `
import boto3
def handler(event, context):
    builds = boto3.client("codebuild")
    builds.create_project(name="shop", source={"type": "NO_SOURCE", "buildspec": "version: 0.2"}, artifacts={"type": "NO_ARTIFACTS"},
        environment={"type": "LINUX_CONTAINER", "image": "aws/codebuild/standard:7.0", "computeType": "BUILD_GENERAL1_SMALL"},
        serviceRole="arn:aws:iam::222222222222:role/x")
    said = []
    for project in ("shop", "nowhere"):
        try:
            builds.start_build(projectName=project)
        except Exception as error:
            said.append(str(error))
    return [said, builds.list_builds()["ids"]]
`

test('a build that a client starts is refused, in place of a success without a build', async () => {
  const Role = 'arn:aws:iam::222222222222:role/x'
  const Properties = { Runtime: 'python3.13', Handler: 'index.handler', Timeout: 30, Role, Code: { ZipFile: builder } }
  const { outputs } = await deployStack(production, 'builds', {
    Resources: { Builder: { Type: 'AWS::Lambda::Function', Properties } },
    Outputs: { Builder: { Value: { Ref: 'Builder' } } },
  })

  const { Payload } = await production.lambda.send(new InvokeCommand({ FunctionName: outputs.Builder }))

  expect(JSON.parse(Buffer.from(Payload ?? []).toString())).toEqual([
    [expect.stringContaining('runs builds in actions of pipelines only'), expect.stringContaining('Project not found')],
    [],
  ])
})
