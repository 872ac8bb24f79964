import { GetTemplateCommand } from '@aws-sdk/client-cloudformation'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { deployStack, type LocalClients, localClients } from '../support/local-clients.ts'
import { startMinistack, type TestMinistack } from '../support/ministack.ts'

/* What the transform of AWS SAM needs, and what it makes: HTTP APIs that are described by OpenAPI. */
let ministack: TestMinistack
let clients: LocalClients

beforeAll(async () => {
  ministack = await startMinistack()
  clients = localClients(ministack, '222222222222')
}, 90_000)
afterAll(() => ministack?.stop())

const code = 'def handler(event, context):\n    return {"statusCode": 200, "body": event["routeKey"]}\n'
const hello = (properties: object) => ({
  Type: 'AWS::Serverless::Function',
  Properties: { InlineCode: code, Handler: 'index.handler', Runtime: 'python3.13', Timeout: 20, ...properties },
})
const sam = (resources: Record<string, unknown>, more: object = {}) => ({
  Transform: 'AWS::Serverless-2016-10-31',
  Resources: resources,
  ...more,
})
const route = (path: string, more: object = {}) => ({
  Type: 'HttpApi',
  Properties: { ApiId: { Ref: 'Api' }, Path: path, Method: 'GET', ...more },
})

test('the transform knows the values of parameters and the ARNs of managed policies', async () => {
  const template = sam(
    { Hello: hello({ AutoPublishAlias: { Ref: 'Alias' }, Policies: ['AmazonS3ReadOnlyAccess'] }) },
    {
      Parameters: { Alias: { Type: 'String', Default: 'live' } },
      Outputs: { alias: { Value: { Ref: 'Hello.Alias' } } },
    },
  )

  const deployed = await deployStack(clients, 'parameters', template)

  expect([deployed.status, deployed.reason]).toEqual(['CREATE_COMPLETE', undefined])
  expect(deployed.outputs.alias).toMatch(/:live$/)
  const { TemplateBody = '' } = await clients.cloudformation.send(
    new GetTemplateCommand({ StackName: 'parameters', TemplateStage: 'Processed' }),
  )
  expect(TemplateBody).toContain('arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess')
})

test('a template that SAM refuses fails with its words', async () => {
  const broken = sam({ Hello: { Type: 'AWS::Serverless::Function', Properties: { Handler: 'x' } } })

  await expect(deployStack(clients, 'broken', broken)).rejects.toThrow(
    /Transform AWS::Serverless-2016-10-31 failed with: Invalid Serverless Application Specification document/,
  )
})

const guarded = (path: string) =>
  sam(
    {
      Api: {
        Type: 'AWS::Serverless::HttpApi',
        Properties: {
          CorsConfiguration: { AllowOrigins: ['https://shop.example'], AllowMethods: ['GET'] },
          Auth: {
            Authorizers: {
              Token: {
                IdentitySource: '$request.header.Authorization',
                JwtConfiguration: { issuer: 'https://issuer.example', audience: ['shop'] },
              },
            },
          },
        },
      },
      Hello: hello({
        Events: { Open: route(path), Closed: route('/closed', { Auth: { Authorizer: 'Token' } }) },
      }),
    },
    { Outputs: { address: { Value: { 'Fn::Sub': 'https://${Api}.execute-api.${AWS::Region}.amazonaws.com/' } } } },
  )

test('an HTTP API of SAM has its routes and its authorizers, and keeps its address when they change', async () => {
  const first = await deployStack(clients, 'routes', guarded('/open'))
  const ask = async (path: string) => {
    const answer = await fetch(new URL(path, first.outputs.address))
    return `${answer.status} ${answer.status === 200 ? await answer.text() : ''}`.trim()
  }

  expect([first.status, first.reason]).toEqual(['CREATE_COMPLETE', undefined])
  expect(await Promise.all(['open', 'closed', 'moved'].map(ask))).toEqual(['200 GET /open', '401', '404'])

  const second = await deployStack(clients, 'routes', guarded('/moved'))

  expect([second.status, second.outputs.address]).toEqual(['UPDATE_COMPLETE', first.outputs.address])
  expect(await Promise.all(['open', 'closed', 'moved'].map(ask))).toEqual(['404', '401', '200 GET /moved'])
})
