import { CreateUserPoolClientCommand, CreateUserPoolCommand } from '@aws-sdk/client-cognito-identity-provider'
import { CreateTableCommand, PutItemCommand } from '@aws-sdk/client-dynamodb'
import { CreateEventBusCommand, ListRulesCommand, PutEventsCommand } from '@aws-sdk/client-eventbridge'
import { ListQueuesCommand } from '@aws-sdk/client-sqs'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { gateServices } from '../../src/aws/gate/gate-services.ts'
import type { GateServices } from '../../src/core/ports/gate-services.ts'
import { inMemoryEnvironment } from '../support/in-memory-gate-services.ts'
import { localClients } from '../support/local-clients.ts'
import { startMinistack, type TestMinistack } from '../support/ministack.ts'

/** What the suite needs of a world: the services, names of what is there, and a look behind the scenes. */
interface World {
  readonly services: GateServices
  readonly pool: string
  readonly client: string
  readonly table: string
  readonly bus: string
  put(count: number): Promise<void>
  publish(source: string, type: string, detail: object): Promise<void>
  /** Names of rules and queues that are there. */
  leftovers(): Promise<readonly string[]>
  stop(): Promise<void>
}

const worlds: readonly (readonly [string, () => Promise<World>])[] = [
  ['in memory', memoryWorld],
  ['MiniStack', emulatorWorld],
]

for (const [name, start] of worlds) {
  const world = {} as World
  beforeAll(async () => void Object.assign(world, await start()), 120_000)
  afterAll(() => world.stop())

  test(`${name}: a user who was made signs in, and again after the password was set anew`, async () => {
    const { services, pool, client } = world
    await services.users.ensure(pool, { name: 'testuser-1', email: 'one@example.com', password: 'First.pass1word' })
    await services.users.ensure(pool, { name: 'testuser-1', email: 'one@example.com', password: 'Second.pass1word' })
    const token = await services.users.signIn(pool, client, { name: 'testuser-1', password: 'Second.pass1word' })
    expect(token.length).toBeGreaterThan(5)
    await expect(
      services.users.signIn(pool, client, { name: 'testuser-1', password: 'First.pass1word' }),
    ).rejects.toThrow()
  })

  test(`${name}: a group is made by the first grant, and removed once it is empty`, async () => {
    const { users } = world.services
    await users.ensure(world.pool, { name: 'testuser-2', email: 'two@example.com', password: 'Some.pass1word' })
    await users.grant(world.pool, 'testuser-2', 'visitor')
    await users.grant(world.pool, 'testuser-2', 'administrator')
    expect(await users.groups(world.pool, 'testuser-2')).toEqual(['administrator', 'visitor'])
    expect(await users.removeEmptyGroup(world.pool, 'visitor')).toBe(false)
    await users.revoke(world.pool, 'testuser-2', 'visitor')
    expect(await users.removeEmptyGroup(world.pool, 'visitor')).toBe(true)
    expect(await users.groups(world.pool, 'testuser-2')).toEqual(['administrator'])
  })

  test(`${name}: users are listed by the beginning of their names, and nobody has no groups`, async () => {
    const { users } = world.services
    await users.ensure(world.pool, { name: 'system-user', email: 'system@example.com', password: 'Some.pass1word' })
    const names = await users.list(world.pool, 'testuser-')
    expect(names).toContain('testuser-2')
    expect(names).not.toContain('system-user')
    expect(await users.groups(world.pool, 'nobody')).toEqual([])
  })

  test(`${name}: emptying a table says how many items there were`, async () => {
    await world.put(60)
    expect(await world.services.tables.empty(world.table)).toBe(60)
    expect(await world.services.tables.empty(world.table)).toBe(0)
  })

  test(`${name}: an observer sees what its sources publish, once, and leaves nothing behind`, async () => {
    const observer = await world.services.bus.observe(world.bus, 'gate-contract', ['domain.Parking.Garage'])
    await world.publish('domain.Parking.Garage', 'GarageOpened', { correlationId: 'a' })
    await world.publish('command', 'OpenGarageRequested', { correlationId: 'a' })
    const seen = [...(await observer.flush()), ...(await observer.receive(1))]
    expect(seen.map(({ source, type, detail }) => ({ source, type, detail }))).toEqual([
      { source: 'domain.Parking.Garage', type: 'GarageOpened', detail: { correlationId: 'a' } },
    ])
    expect(await observer.receive()).toEqual([])
    await observer.close()
    expect(await world.leftovers()).toEqual([])
  })

  test(`${name}: an observer replaces what an earlier run left under its name`, async () => {
    const lost = await world.services.bus.observe(world.bus, 'gate-contract', ['domain.Parking.Garage'])
    await world.publish('domain.Parking.Garage', 'GarageOpened', { correlationId: 'old' })
    const observer = await world.services.bus.observe(world.bus, 'gate-contract', ['domain.Parking.Garage'])
    expect(await observer.flush()).toEqual([])
    await observer.close()
    expect(await world.leftovers()).toEqual([])
    await lost.close()
  })
}

async function memoryWorld(): Promise<World> {
  const environment = inMemoryEnvironment()
  return {
    services: environment.services,
    pool: 'pool',
    client: 'client',
    table: 'table',
    bus: 'bus',
    put: async (count) => void environment.tables.set('table', Array.from({ length: count })),
    publish: async (source, type, detail) => environment.publish({ source, type, detail }),
    leftovers: async () => [...environment.rules],
    stop: async () => {},
  }
}

async function emulatorWorld(): Promise<World> {
  const ministack: TestMinistack = await startMinistack()
  const { endpoint, secretAccessKey } = ministack
  const clients = localClients(ministack, '111111111111')
  const { UserPool } = await clients.cognito.send(new CreateUserPoolCommand({ PoolName: 'gate' }))
  const pool = UserPool!.Id!
  const { UserPoolClient } = await clients.cognito.send(
    new CreateUserPoolClientCommand({
      UserPoolId: pool,
      ClientName: 'gate',
      ExplicitAuthFlows: ['ALLOW_ADMIN_USER_PASSWORD_AUTH'],
    }),
  )
  await clients.dynamodb.send(
    new CreateTableCommand({
      TableName: 'gate',
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [
        { AttributeName: 'pk', AttributeType: 'S' },
        { AttributeName: 'sk', AttributeType: 'S' },
      ],
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
    }),
  )
  await clients.events.send(new CreateEventBusCommand({ Name: 'gate' }))
  const credentials = async () => ({ accessKeyId: '111111111111', secretAccessKey })
  return {
    services: gateServices(async () => ({ region: 'eu-west-1', endpoint, credentials })),
    pool,
    client: UserPoolClient!.ClientId!,
    table: 'gate',
    bus: 'gate',
    async put(count) {
      const items = Array.from({ length: count }, (_, index) => ({
        pk: { S: `row-${index % 7}` },
        sk: { S: String(index) },
      }))
      await Promise.all(items.map((Item) => clients.dynamodb.send(new PutItemCommand({ TableName: 'gate', Item }))))
    },
    async publish(Source, DetailType, detail) {
      const Entries = [{ EventBusName: 'gate', Source, DetailType, Detail: JSON.stringify(detail) }]
      await clients.events.send(new PutEventsCommand({ Entries }))
    },
    async leftovers() {
      const { Rules = [] } = await clients.events.send(new ListRulesCommand({ EventBusName: 'gate' }))
      const { QueueUrls = [] } = await clients.sqs.send(new ListQueuesCommand({ QueueNamePrefix: 'gate-contract' }))
      return [...Rules.map(({ Name }) => Name!), ...QueueUrls]
    },
    async stop() {
      for (const client of Object.values(clients)) client.destroy()
      await ministack.stop()
    },
  }
}
