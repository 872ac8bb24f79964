import {
  GetGraphqlApiCommand,
  GetIntrospectionSchemaCommand,
  ListApiKeysCommand,
  ListFunctionsCommand,
  ListResolversCommand,
} from '@aws-sdk/client-appsync'
import { CreateBucketCommand, PutObjectCommand } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { deleteStack, deployStack, type LocalClients, localClients } from '../support/local-clients.ts'
import { startMinistack, type TestMinistack } from '../support/ministack.ts'

const adapter = 'http://127.0.0.1:4999'
const Bucket = 'appsync-artifacts'
let ministack: TestMinistack
let clients: LocalClients

beforeAll(async () => {
  ministack = await startMinistack({ environment: { LIFTLOCK_APPSYNC_URL: adapter } })
  clients = localClients(ministack, '222222222222')
  await clients.s3.send(new CreateBucketCommand({ Bucket }))
  const files = {
    schema: 'type Query { greeting: String }',
    'request-1': '{"version": "2018-05-29", "payload": 1}',
    'request-2': '{"version": "2018-05-29", "payload": 2}',
    response: '$util.toJson($ctx.result)',
    code: 'export function request() { return {} }\nexport function response(ctx) { return ctx.result }',
  }
  for (const [Key, Body] of Object.entries(files)) await clients.s3.send(new PutObjectCommand({ Bucket, Key, Body }))
})

afterAll(() => ministack?.stop())

const at = (key: string) => `s3://${Bucket}/${key}`
const api = { 'Fn::GetAtt': ['Api', 'ApiId'] }

const template = (request: string, code = 'code') => ({
  Resources: {
    Api: { Type: 'AWS::AppSync::GraphQLApi', Properties: { Name: 'api', AuthenticationType: 'API_KEY' } },
    Key: { Type: 'AWS::AppSync::ApiKey', Properties: { ApiId: api } },
    Schema: { Type: 'AWS::AppSync::GraphQLSchema', Properties: { ApiId: api, DefinitionS3Location: at('schema') } },
    None: { Type: 'AWS::AppSync::DataSource', Properties: { ApiId: api, Name: 'None', Type: 'NONE' } },
    Decode: {
      Type: 'AWS::AppSync::FunctionConfiguration',
      DependsOn: 'None',
      Properties: {
        ApiId: api,
        Name: 'Decode',
        DataSourceName: 'None',
        Runtime: { Name: 'APPSYNC_JS', RuntimeVersion: '1.0.0' },
        CodeS3Location: at(code),
      },
    },
    Greeting: {
      Type: 'AWS::AppSync::Resolver',
      DependsOn: 'Schema',
      Properties: {
        ApiId: api,
        TypeName: 'Query',
        FieldName: 'greeting',
        Kind: 'PIPELINE',
        PipelineConfig: { Functions: [{ 'Fn::GetAtt': ['Decode', 'FunctionId'] }] },
        RequestMappingTemplateS3Location: at(request),
        ResponseMappingTemplateS3Location: at('response'),
      },
    },
  },
  Outputs: {
    Id: { Value: api },
    Url: { Value: { 'Fn::GetAtt': ['Api', 'GraphQLUrl'] } },
    Realtime: { Value: { 'Fn::GetAtt': ['Api', 'RealtimeUrl'] } },
    Key: { Value: { 'Fn::GetAtt': ['Key', 'ApiKey'] } },
  },
})

async function version(): Promise<number> {
  const headers = { authorization: `Bearer ${ministack.token}` }
  const answer = await fetch(`${ministack.endpoint}/_liftlock/appsync/version`, { headers })
  return ((await answer.json()) as { version: number }).version
}

test('an API has the addresses of the adapter, its texts from the bucket, its functions and a key', async () => {
  const before = await version()
  const { status, outputs } = await deployStack(clients, 'api', template('request-1'))
  const apiId = outputs.Id

  const { appsync } = clients
  const described = await appsync.send(new GetGraphqlApiCommand({ apiId }))
  const schema = await appsync.send(new GetIntrospectionSchemaCommand({ apiId, format: 'SDL' }))
  const { resolvers } = await appsync.send(new ListResolversCommand({ apiId, typeName: 'Query' }))
  const { functions } = await appsync.send(new ListFunctionsCommand({ apiId }))
  const { apiKeys } = await appsync.send(new ListApiKeysCommand({ apiId }))

  expect(status).toBe('CREATE_COMPLETE')
  expect(outputs.Url).toBe(`${adapter}/${apiId}/graphql`)
  expect(outputs.Realtime).toBe(`ws://127.0.0.1:4999/${apiId}/graphql/realtime`)
  expect(described.graphqlApi?.uris).toEqual({ GRAPHQL: outputs.Url, REALTIME: outputs.Realtime })
  expect(Buffer.from(schema.schema ?? []).toString()).toBe('type Query { greeting: String }')
  expect(functions).toMatchObject([{ name: 'Decode', dataSourceName: 'None', runtime: { name: 'APPSYNC_JS' } }])
  expect(functions?.[0]?.code).toContain('export function request')
  expect(resolvers).toMatchObject([
    {
      requestMappingTemplate: '{"version": "2018-05-29", "payload": 1}',
      responseMappingTemplate: '$util.toJson($ctx.result)',
      pipelineConfig: { functions: [functions?.[0]?.functionId] },
    },
  ])
  expect(apiKeys?.[0]?.id).toBe(outputs.Key)
  expect(outputs.Key).toMatch(/^da2-[a-z0-9]{26}$/)
  expect(await version()).toBeGreaterThan(before)
})

test('an update reads the new texts, keeps the ids, and the number of changes grows', async () => {
  const first = await deployStack(clients, 'update', template('request-1'))
  const before = await version()

  const second = await deployStack(clients, 'update', template('request-2', 'response'))

  const apiId = second.outputs.Id
  const { resolvers } = await clients.appsync.send(new ListResolversCommand({ apiId, typeName: 'Query' }))
  const { functions } = await clients.appsync.send(new ListFunctionsCommand({ apiId }))
  expect(second.outputs).toEqual(first.outputs)
  expect(resolvers?.[0]?.requestMappingTemplate).toBe('{"version": "2018-05-29", "payload": 2}')
  expect(functions).toMatchObject([{ code: '$util.toJson($ctx.result)' }])
  expect(await version()).toBeGreaterThan(before)
})

test('a text that is absent fails its resource, and the update goes back to the former text', async () => {
  const created = await deployStack(clients, 'absent', template('nowhere'))
  await deployStack(clients, 'back', template('request-1'))

  const updated = await deployStack(clients, 'back', template('nowhere'))

  const apiId = updated.outputs.Id
  const { resolvers } = await clients.appsync.send(new ListResolversCommand({ apiId, typeName: 'Query' }))
  expect(created.status).toBe('ROLLBACK_COMPLETE')
  expect(created.reason).toBe(`RequestMappingTemplateS3Location: the object ${at('nowhere')} cannot be read`)
  expect(updated.status).toBe('UPDATE_ROLLBACK_COMPLETE')
  expect(resolvers?.[0]?.requestMappingTemplate).toBe('{"version": "2018-05-29", "payload": 1}')
})

test('a deleted API is gone, and the number of changes grows', async () => {
  const { outputs } = await deployStack(clients, 'gone', template('request-1'))
  const before = await version()

  const deleted = await deleteStack(clients, 'gone')

  expect(deleted.status).toBe('DELETE_COMPLETE')
  await expect(clients.appsync.send(new GetGraphqlApiCommand({ apiId: outputs.Id }))).rejects.toThrow('not found')
  expect(await version()).toBeGreaterThan(before)
})

test('the addresses of the launcher answer only who knows the token', async () => {
  const answer = await fetch(`${ministack.endpoint}/_liftlock/appsync/version`)

  expect(answer.status).toBe(401)
})
