import {
  AppSyncClient,
  CreateApiKeyCommand,
  CreateDataSourceCommand,
  CreateGraphqlApiCommand,
  CreateResolverCommand,
  DeleteGraphqlApiCommand,
  StartSchemaCreationCommand,
  UpdateResolverCommand,
} from '@aws-sdk/client-appsync'
import { afterEach, expect, test } from '@jest/globals'
import { type AppSyncServer, startAppSync } from '../../../src/local/appsync/server.ts'
import { freePort } from '../../../src/local/daemon/free-port.ts'
import { startMinistack, type TestMinistack } from '../../support/ministack.ts'
import { send } from './sample-client.ts'

const region = 'eu-west-1'
const opened: {
  ministack?: TestMinistack | undefined
  adapter?: AppSyncServer | undefined
  client?: AppSyncClient | undefined
} = {}

afterEach(async () => {
  opened.client?.destroy()
  await opened.adapter?.close()
  await opened.ministack?.stop()
  opened.client = opened.adapter = opened.ministack = undefined
})

/** An API of one field, made by calls to AppSync's own API. */
async function serve(launcher: boolean) {
  const ministack = await startMinistack({ launcher, region })
  opened.ministack = ministack
  const { endpoint, token, secretAccessKey } = ministack
  const adapter = await startAppSync({
    endpoint,
    token,
    secretAccessKey,
    iam: false,
    accounts: ['111111111111'],
    region,
  })
  opened.adapter = adapter
  const client = new AppSyncClient({
    endpoint,
    region,
    credentials: { accessKeyId: '111111111111', secretAccessKey },
  })
  opened.client = client
  const { graphqlApi } = await client.send(new CreateGraphqlApiCommand({ name: 'one', authenticationType: 'API_KEY' }))
  const apiId = graphqlApi?.apiId
  const { apiKey } = await client.send(new CreateApiKeyCommand({ apiId, expires: 4_102_444_800 }))
  const definition = Buffer.from('type Query { word: String }')
  await client.send(new StartSchemaCreationCommand({ apiId, definition }))
  await client.send(new CreateDataSourceCommand({ apiId, name: 'none', type: 'NONE' }))
  const resolver = {
    apiId,
    typeName: 'Query',
    fieldName: 'word',
    dataSourceName: 'none',
    responseMappingTemplate: '$util.toJson($ctx.result)',
  }
  const requestMappingTemplate = (word: string) => `{ "version": "2018-05-29", "payload": "${word}" }`
  await client.send(new CreateResolverCommand({ ...resolver, requestMappingTemplate: requestMappingTemplate('first') }))
  return {
    word: async () =>
      (await send(`${adapter.url}/${apiId}/graphql`, { 'x-api-key': apiKey?.id ?? '' }, '{ word }')).body.data?.word,
    change: (word: string) =>
      client.send(new UpdateResolverCommand({ ...resolver, requestMappingTemplate: requestMappingTemplate(word) })),
    remove: () => client.send(new DeleteGraphqlApiCommand({ apiId })),
  }
}

test('a change of a resolver counts for the next request', async () => {
  const api = await serve(true)
  const before = await api.word()

  await api.change('second')
  const after = await api.word()
  await api.remove()

  expect([before, after, await api.word()]).toEqual(['first', 'second', undefined])
}, 60_000)

test('without the emulator nothing is served, and the answer says so', async () => {
  const adapter = await startAppSync({
    endpoint: `http://127.0.0.1:${await freePort()}`,
    secretAccessKey: 'any',
    iam: false,
    accounts: [],
    region,
  })
  opened.adapter = adapter

  const answer = await send(`${adapter.url}/abc/graphql`, {}, '{ word }')

  expect(answer).toMatchObject({
    status: 503,
    body: { errors: [{ message: expect.stringContaining('does not answer') }] },
  })
})

test('behind an emulator that tells no changes, a change counts soon', async () => {
  const api = await serve(false)
  const before = await api.word()

  await api.change('second')
  const deadline = Date.now() + 10_000
  let after = await api.word()
  while (after !== 'second' && Date.now() < deadline) after = await api.word()

  expect([before, after]).toEqual(['first', 'second'])
}, 60_000)
