import { cpSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DescribeStackResourceCommand } from '@aws-sdk/client-cloudformation'
import { ScanCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb'
import { PutEventsCommand } from '@aws-sdk/client-eventbridge'
import {
  DeleteBucketPolicyCommand,
  GetBucketPolicyCommand,
  GetObjectCommand,
  ListBucketsCommand,
  PutBucketPolicyCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { findLocal } from '../../src/local/daemon/find-local.ts'
import { packageRoot } from '../../src/system/package-root.ts'
import { takeAllSpots } from '../support/burst.ts'
import { type CommandLine, commandLine, type Ended } from '../support/command-line.ts'
import { localClients, until } from '../support/local-clients.ts'
import { processesBelow } from '../support/processes-below.ts'

/*
 * The whole line as a user runs it, with permissions enforced: every function works with the role that it will have on AWS.
 * The tests follow one another on one local AWS, as a day of work does.
 */
const minutes = 60_000
let line: CommandLine
let model: string

beforeAll(() => {
  line = commandLine()
  model = join(line.folder, 'parking')
  cpSync(join(packageRoot(), 'examples', 'parking'), model, { recursive: true })
})
afterAll(() => line.close(), minutes)

const ship = (...args: string[]) => line.run(['ship', 'parking', '--local', '--iam', '--json', ...args])
const promote = (...args: string[]) => line.run(['promote', ...args, '--configuration', 'parking', '--local', '--json'])

interface Shipped {
  readonly outcome: string
  readonly release: string
  readonly stages: readonly {
    readonly step: string
    readonly outcome: string
    readonly outputs: Readonly<Record<string, unknown>>
  }[]
}
const shipped = ({ stdout }: Ended): Shipped => JSON.parse(stdout).outputs ?? JSON.parse(stdout)
const outcomes = (ended: Ended) => Object.fromEntries(shipped(ended).stages.map(({ step, outcome }) => [step, outcome]))
const errorOf = ({ stdout }: Ended) => JSON.parse(stdout).error as { reason: string; message: string; hint: string }

function edit(path: string, from: string, to: string): void {
  const text = readFileSync(join(model, path), 'utf8')
  if (!text.includes(from)) throw new Error(`${path} has no ${from}`)
  writeFileSync(join(model, path), text.replace(from, to))
}

async function clientsOf(account: string) {
  const local = await findLocal({ LIFTLOCK_HOME: join(line.folder, 'home') })
  return localClients(local!, account)
}

let first: Shipped

test(
  'a model becomes production, with every permission enforced',
  async () => {
    const ended = await ship()
    expect(ended.stderr).not.toContain('✗')
    expect(ended.code).toBe(0)
    first = shipped(ended)
    expect(outcomes(ended)).toEqual({
      generate: 'succeeded',
      package: 'succeeded',
      staging: 'succeeded',
      'quality gate': 'succeeded',
      production: 'succeeded',
    })
    const gate = first.stages.find(({ step }) => step === 'quality gate')!
    expect(gate.outputs).toMatchObject({ scenarios: 3, events: '4/4', views: '2/2', queries: '4/4' })
  },
  3 * minutes,
)

test(
  'production answers a mutation and a query as the closing words say',
  async () => {
    const { apiEndpoint, apiKey } = first.stages.find(({ step }) => step === 'production')!.outputs.outputs as Record<
      string,
      string
    >
    const token = (
      await line.run(['local', 'token', '--environment', 'production', '--role', 'administrator'])
    ).stdout.trim()
    const call = async (headers: Record<string, string>, query: string) => {
      const answer = await fetch(apiEndpoint!, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify({ query }),
      })
      return (await answer.json()) as {
        data: { Garage: Record<string, { resultset: { title: string }[]; correlationId: string }> }
      }
    }
    const opened = await call(
      { authorization: token },
      'mutation { Garage { open(input: { code: "PAR", title: "parade square", spots: [{ number: "12" }] }) { correlationId } } }',
    )
    expect(opened.data.Garage.open!.correlationId).toMatch(/^[0-9a-f-]{36}$/)
    const query = '{ Garage { byTitle(title_equals: "Parade Square") { resultset { title } } } }'
    let found: readonly { title: string }[] = []
    while (found.length === 0) found = (await call({ 'x-api-key': apiKey! }, query)).data.Garage.byTitle!.resultset
    expect(found).toEqual([{ title: 'Parade Square' }])
  },
  minutes,
)

test(
  'fifty commands that meet on one garage all take effect, and each of them ends',
  async () => {
    const { apiEndpoint } = first.stages.find(({ step }) => step === 'production')!.outputs.outputs as Record<
      string,
      string
    >
    const token = (
      await line.run(['local', 'token', '--environment', 'production', '--role', 'administrator'])
    ).stdout.trim()
    const result = await takeAllSpots(
      { endpoint: apiEndpoint!, token },
      { garages: 1, spots: 50, name: 'L', patienceSeconds: 240 },
    )

    expect(result).toMatchObject({ ends: { success: 50 }, visits: 50, taken: 50, errors: [] })
    const letters = await line.run([
      'dead-letters',
      'list',
      '--environment',
      'production',
      '--configuration',
      'parking',
      '--local',
      '--json',
    ])
    expect(JSON.parse(letters.stdout)).toMatchObject({ waiting: 0, letters: [] })
  },
  5 * minutes,
)

test(
  'an event that cannot be processed is listed, shown, and sent again until it can be',
  async () => {
    const { dynamodb, events, cloudformation } = await clientsOf('222222222222')
    const { StackResourceDetail } = await cloudformation.send(
      new DescribeStackResourceCommand({ StackName: 'parking-desk', LogicalResourceId: 'DeadLetters' }),
    )
    const TableName = StackResourceDetail!.PhysicalResourceId!
    const deadLetters = async (command: string, ...args: string[]) => {
      const of = ['--environment', 'production', '--configuration', 'parking', '--local', '--json']
      return JSON.parse((await line.run(['dead-letters', command, ...args, ...of])).stdout)
    }
    const listed = async (): Promise<readonly { id: string; failedAt: string; message: string }[]> =>
      (await deadLetters('list')).letters
    const stored = async () => (await dynamodb.send(new ScanCommand({ TableName }))).Items ?? []
    const detail = { type: 'VisitStarted', id: 'poison', correlationId: 'trace-of-poison', data: { spot: 'PAR' } }
    const Entries = [
      {
        EventBusName: 'parking-desk',
        Source: 'domain.Parking.Visit',
        DetailType: 'VisitStarted',
        Detail: JSON.stringify(detail),
      },
    ]
    await events.send(new PutEventsCommand({ Entries }))
    await until(async () => (await stored()).length === 1, 90)

    const [letter] = await listed()
    expect(letter).toMatchObject({
      component: 'Parking.Garage.OccupySpot',
      eventId: 'poison',
      message: expect.stringContaining('IndexError'),
    })
    const shown = await deadLetters('show', letter!.id.slice(0, 6))
    expect(shown).toMatchObject({ event: { data: { spot: 'PAR' } }, traceback: expect.stringContaining('IndexError') })

    expect(await deadLetters('replay', letter!.id)).toEqual({ sent: [letter!.id], left: [] })
    await until(async () => (await stored()).some(({ failedAt }) => failedAt!.S! > letter!.failedAt), 90)

    const mended = JSON.stringify({ ...detail, data: { spot: 'PAR:12', plate: 'AB-123-C' } })
    await dynamodb.send(
      new UpdateItemCommand({
        TableName,
        Key: { pk: { S: 'Parking.Garage.OccupySpot' }, sk: { S: shown.sortKey } },
        UpdateExpression: 'SET event = :event',
        ExpressionAttributeValues: { ':event': { S: mended } },
      }),
    )
    expect(await deadLetters('replay', '--all')).toEqual({ sent: [letter!.id], left: [] })
    await until(async () => (await stored()).length === 0, 90)
  },
  5 * minutes,
)

test(
  'pages of the origins in liftlock.yml are let in, and the local AWS goes on with what it holds',
  async () => {
    const before = await clientsOf('222222222222').then(({ s3 }) => s3.send(new ListBucketsCommand({})))
    const configuration = readFileSync(join(model, 'liftlock.yml'), 'utf8')
    writeFileSync(join(model, 'liftlock.yml'), `${configuration}\nlocal:\n  origins: ["http://localhost:5173"]\n`)
    const ended = await ship('--until', 'generate')
    writeFileSync(join(model, 'liftlock.yml'), configuration)
    const local = await findLocal({ LIFTLOCK_HOME: join(line.folder, 'home') })
    const pages = ['http://localhost:5173', 'http://localhost:5174']
    const addresses = [`${local!.endpoint}/_ministack/health`, `${local!.appsyncUrl}/none/graphql`]
    const ask = (address: string, origin: string) => fetch(address, { headers: { origin } })
    const answers = await Promise.all(addresses.flatMap((address) => pages.map((page) => ask(address, page))))

    expect(ended).toMatchObject({ code: 0, stderr: expect.not.stringContaining('started again') })
    expect(local!.origins).toEqual(['http://localhost:5173'])
    expect(answers.map(({ status }) => status === 403)).toEqual([false, true, false, true])
    const after = await clientsOf('222222222222').then(({ s3 }) => s3.send(new ListBucketsCommand({})))
    expect(after.Buckets).toEqual(before.Buckets)
  },
  minutes,
)

test(
  'a second run finds everything as it should be',
  async () => {
    const ended = await ship()
    expect(new Set(Object.values(outcomes(ended)))).toEqual(new Set(['no-changes']))
    expect(shipped(ended).release).toBe(first.release)
  },
  minutes,
)

test(
  'a release that nobody tested does not enter production, and nothing is changed there',
  async () => {
    edit('lib/Pricing.py', 'MINIMUM_RATE = 1.0', 'MINIMUM_RATE = 1.5')
    const untested = shipped(await ship('--until', 'staging', '--no-tests')).release
    expect(untested).not.toBe(first.release)
    const ended = await promote(untested)
    expect(ended.code).toBe(1)
    expect(errorOf(ended)).toMatchObject({
      reason: 'evidence-missing',
      message: expect.stringContaining('quality-gate@staging'),
    })
    const { s3 } = await clientsOf('222222222222')
    const record = await s3.send(
      new GetObjectCommand({ Bucket: 'parking-desk-artifacts', Key: 'environments/parking-desk/production.json' }),
    )
    expect(JSON.parse((await record.Body?.transformToString()) ?? '')).toMatchObject({ release: first.release })
  },
  2 * minutes,
)

test(
  'a scenario that fails rejects the release at its line, and production refuses it by name',
  async () => {
    edit('scenarios/ParkCar.xml', 'name="taken" type="Int" value="1"', 'name="taken" type="Int" value="9"')
    const ended = await line.run(['ship', 'parking', '--local', '--iam', '--json', '--no-tests'], {
      LIFTLOCK_QUERY_TIMEOUT: '3',
    })
    expect(ended.code).toBe(1)
    expect(errorOf(ended).reason).toBe('gate-failed')
    expect(ended.stderr).toMatch(/scenarios\/ParkCar\.xml:\d+/)
    expect(ended.stderr).toContain('expected taken = 9, got 1')
    const { release } = shipped(ended)
    expect(errorOf(await promote(release))).toMatchObject({ reason: 'evidence-failed' })
    edit('scenarios/ParkCar.xml', 'name="taken" type="Int" value="9"', 'name="taken" type="Int" value="1"')
  },
  2 * minutes,
)

test(
  'a byte that changed after the gate stops the promotion, and the sealed byte lets it pass',
  async () => {
    const { release } = shipped(await ship('--until', 'quality-gate', '--no-tests'))
    const { s3 } = await clientsOf('111111111111')
    const bucket = 'parking-desk-artifacts-staging'
    const manifest = await read(s3, bucket, `releases/sha256/${release}.json`)
    const changed = JSON.parse(manifest.toString()).artifacts.find(
      ({ path }: { path: string }) => path === 'application',
    )
    const key = `blobs/sha256/${changed.sha256}`
    const sealed = await read(s3, bucket, key)
    const put = (Body: Buffer) => s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body }))
    const tampered = Buffer.concat([sealed, Buffer.from('x')])
    await expect(put(tampered)).rejects.toMatchObject({ name: 'AccessDenied' })
    // Only the root user can take the policy away.
    const { Policy } = await s3.send(new GetBucketPolicyCommand({ Bucket: bucket }))
    const pastThePolicy = async (Body: Buffer) => {
      await s3.send(new DeleteBucketPolicyCommand({ Bucket: bucket }))
      await put(Body)
      await s3.send(new PutBucketPolicyCommand({ Bucket: bucket, Policy: Policy! }))
    }
    await pastThePolicy(tampered)
    const refused = await promote(release)
    expect(errorOf(refused)).toMatchObject({
      reason: 'release-tampered',
      message: expect.stringContaining(changed.sha256),
    })

    await pastThePolicy(sealed)
    expect((await promote(release)).code).toBe(0)
  },
  2 * minutes,
)

test(
  'a plan that was approved is executed only while it is the plan',
  async () => {
    edit('lib/Pricing.py', 'MINIMUM_RATE = 1.5', 'MINIMUM_RATE = 2.0')
    const { release } = shipped(await ship('--until', 'quality-gate', '--no-tests'))
    const planned = JSON.parse((await promote(release, '--plan-only')).stdout).outputs.fingerprint as string
    const [other, short] = ['0123456789abcdef'.repeat(4), planned.slice(0, 12)]
    expect(errorOf(await promote(release, '--plan', other))).toMatchObject({ reason: 'plan-changed' })
    expect(errorOf(await promote(release, '--plan', short))).toMatchObject({ reason: 'input-invalid' })
    const executed = await promote(release, '--plan', planned)
    expect(executed.code).toBe(0)
    expect(JSON.parse(executed.stdout).outcome).toBe('succeeded')
  },
  2 * minutes,
)

test(
  'an endpoint that nobody serves and credentials that are missing are named',
  async () => {
    const nobody = {
      AWS_ENDPOINT_URL: 'http://127.0.0.1:9',
      AWS_ACCESS_KEY_ID: '111111111111',
      AWS_SECRET_ACCESS_KEY: 'any',
      AWS_MAX_ATTEMPTS: '1',
    }
    const unreachable = await line.run(
      ['deploy', '--environment', 'staging', '--configuration', 'parking', '--release', 'a'.repeat(12), '--json'],
      nobody,
    )
    expect(errorOf(unreachable)).toMatchObject({ reason: 'endpoint-unreachable' })
    expect(unreachable.code).toBe(1)
  },
  minutes,
)

test(
  'going down leaves no process and no folder behind',
  async () => {
    expect((await line.run(['local', 'down'])).code).toBe(0)
    expect(await processesBelow(line.folder)).toEqual([])
  },
  minutes,
)

async function read(s3: ReturnType<typeof localClients>['s3'], bucket: string, key: string): Promise<Buffer> {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }))
  return Buffer.from((await Body?.transformToByteArray()) ?? [])
}
