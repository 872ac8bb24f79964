import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import type { AwsAccount } from '../../src/core/ports/aws.ts'
import { sha256 } from '../../src/core/sha256.ts'
import { renderManifest } from '../../src/delivery/release/manifest.ts'
import { blobKey, manifestKey } from '../../src/delivery/release/release-keys.ts'
import { renderGate } from '../../src/generator/scenarios/render-gate.ts'
import { qualityGate } from '../../src/stages/quality-gate/stage.ts'
import { type GateWorld, gateIds, gateWorld } from '../support/gate-world.ts'
import { inMemoryObjects } from '../support/in-memory-objects.ts'
import { recordOf } from '../support/staged-evidence.ts'
import { type TestContext, testContext } from '../support/test-context.ts'

const bucket = 'artifacts'
const configuration = `application: parking-desk
environments:
  staging: { bucket: ${bucket}, stack: parking-desk-staging }
  production: { bucket: ${bucket}, stack: parking-desk-staging, requires: [quality-gate@staging] }
`

let tableType = 'AWS::DynamoDB::Table'
let folder: string
let world: GateWorld
let objects: ReturnType<typeof inMemoryObjects>
let context: TestContext
let release: string
/** Milliseconds by which the store's clock is ahead. */
let ahead: number

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'liftlock-gate-'))
  await writeFile(join(folder, 'liftlock.yml'), configuration)
  tableType = 'AWS::DynamoDB::Table'
  world = await gateWorld()
  ahead = 0
  objects = inMemoryObjects({ now: () => Date.now() + ahead })
  release = await seal()
  await deployed(release)
  context = testContext({ aws: { at: () => account() } })
})

afterEach(async () => {
  await world.desk.stop()
  await rm(folder, { recursive: true })
})

test('a release that passes has evidence and reports, and is not tested again', async () => {
  const first = await run()
  const second = await run()

  expect(first).toMatchObject({ outcome: 'succeeded', scenarios: 3, events: '4/4', views: '2/2', release })
  expect(second).toMatchObject({ outcome: 'no-changes', evidence: first.evidence })
  expect(world.desk.taken).toEqual(['open', 'start', 'close'])
  expect(JSON.parse(new TextDecoder().decode(objects.contents.get(`${bucket}/${first.evidence}`)))).toMatchObject({
    subject: [{ name: 'parking-desk', digest: { sha256: release } }],
    predicateType: 'https://in-toto.io/attestation/test-result/v0.1',
    predicate: {
      stage: 'quality-gate',
      result: 'PASSED',
      passedTests: ['OpenGarage', 'ParkCar', 'CloseGarage'],
      coverage: { events: { covered: 4, total: 4 }, views: { covered: 2, total: 2 } },
      application: 'parking-desk',
      environment: 'staging',
      account: '111111111111',
      region: 'eu-west-1',
      stackId: world.options.stack.id,
      gate: sha256(new TextEncoder().encode(renderGate(world.desk.model))),
      run: { host: 'test', id: '1' },
    },
  })
  const written = await Promise.all(
    ['json', 'junit.xml', 'md', 'html'].map((end) => readFile(join(folder, `quality-gate.${end}`), 'utf8')),
  )
  expect(written.every((text) => text.includes('CloseGarage'))).toBe(true)
})

test('--rerun tests a release again that has passed', async () => {
  await run()
  const again = await run({ rerun: 'true' })
  expect(again.outcome).toBe('succeeded')
  expect(world.desk.taken).toHaveLength(6)
})

test('a rejected release is reported with the line to change, and its evidence says so', async () => {
  world.desk.faults.ends = (component) => (component === 'Parking.Visit.Start' ? 'error' : 'success')
  await expect(run({ model: 'examples/parking' })).rejects.toMatchObject({
    reason: 'gate-failed',
    message: `release ${release.slice(0, 12)} is rejected on staging: 1 of 3 scenarios failed, 1 skipped`,
  })
  expect(context.findings[0]).toMatchObject({
    severity: 'error',
    text: expect.stringContaining('ParkCar, activity 3 of 5: mutation Garage.Visit.start'),
    place: { file: 'examples/parking/scenarios/ParkCar.xml', line: 10 },
  })
  const evidence = [...objects.contents].find(([key]) => key.includes('/evidence/'))![1]
  expect(JSON.parse(new TextDecoder().decode(evidence)).predicate).toMatchObject({
    result: 'FAILED',
    failedTests: ['ParkCar', 'CloseGarage'],
  })
})

test('evidence of a rejection does not count, though an older run passed', async () => {
  await run()
  world.desk.faults.ends = () => 'error'
  await expect(run({ rerun: 'true' })).rejects.toMatchObject({ reason: 'gate-failed' })
  world.desk.faults.ends = () => 'success'
  expect((await run()).outcome).toBe('succeeded')
})

test('what an application wrote in the name of the gate does not spare it the gate', async () => {
  const { evidence } = await run()
  const said = JSON.parse(new TextDecoder().decode(objects.contents.get(`${bucket}/${evidence}`)))
  const forged = { ...said, predicate: { ...said.predicate, gate: 'e'.repeat(64) } }
  ahead = 5000
  const key = `${bucket}/evidence/${release}/quality-gate/staging/9999.json`
  objects.contents.set(key, new TextEncoder().encode(JSON.stringify(forged)))
  expect((await run()).outcome).toBe('succeeded')
})

test('a damaged record stops the gate before it tests anything', async () => {
  objects.contents.set(`${bucket}/environments/parking-desk/staging.json`, new TextEncoder().encode('null'))
  await expect(run()).rejects.toMatchObject({ reason: 'record-unreadable' })
  expect(world.desk.calls).toEqual([])
})

test('another release that comes in between supersedes the run, and nothing is said of either', async () => {
  world.desk.faults.interferes = ({ document }) => {
    if (document.includes('close(')) void deployed('f'.repeat(64))
    return undefined
  }
  await expect(run()).rejects.toMatchObject({ reason: 'gate-superseded' })
  expect([...objects.contents.keys()].filter((key) => key.includes('/evidence/'))).toEqual([])
})

test('two gates at once test one after the other', async () => {
  const both = await Promise.all([run({ rerun: 'true' }), run({ rerun: 'true' })])
  expect(both.map(({ outcome }) => outcome)).toEqual(['succeeded', 'succeeded'])
  expect(world.desk.taken).toEqual(['open', 'start', 'close', 'open', 'start', 'close'])
}, 30_000)

test('a release that does not run there is not tested', async () => {
  await deployed('f'.repeat(64))
  await expect(run({ release })).rejects.toMatchObject({ reason: 'gate-superseded' })
  expect(world.desk.calls).toEqual([])
})

test('production is not cleaned, whatever is asked for', async () => {
  await deployed(release, 'production')
  await expect(run({ environment: 'production', clean: 'allowed' })).rejects.toMatchObject({
    reason: 'clean-forbidden',
  })
})

test('a resource that has the name of a table elsewhere is not emptied', async () => {
  tableType = 'AWS::Logs::LogGroup'
  await expect(run()).rejects.toMatchObject({
    reason: 'gate-invalid',
    message: expect.stringContaining('has no table'),
  })
  expect(world.desk.taken).toEqual([])
})

test.each(['userPoolId', 'userPoolClientId', 'eventBus'])(
  'an output %s of another stack is refused before anything is made there, and used when liftlock.yml names it',
  async (output) => {
    const outputs = { ...world.options.stack.outputs }
    const other = `other-${outputs[output]}`
    Object.assign(world.options.stack, { outputs: { ...outputs, [output]: other } })
    await expect(run()).rejects.toMatchObject({
      reason: 'gate-invalid',
      message: expect.stringContaining(`output ${output} of stack parking-desk-staging is "${other}"`),
      hint: expect.stringContaining('gate-resources'),
    })
    expect(world.desk.calls).toEqual([])
    await writeFile(
      join(folder, 'liftlock.yml'),
      configuration.replace(
        'stack: parking-desk-staging }',
        `stack: parking-desk-staging, gate-resources: [${other}] }`,
      ),
    )
    // What is not there in this world fails later, and not for its name.
    const later: unknown = await run().catch((error: unknown) => error)
    expect(later).not.toMatchObject({ reason: 'gate-invalid' })
  },
)

test('a run of one scenario leaves no evidence', async () => {
  const { outcome, evidence } = await run({ scenario: 'OpenGarage' })
  expect({ outcome, evidence }).toEqual({ outcome: 'succeeded', evidence: undefined })
})

test('a gate of a file needs no release, and a misspelt member of it is named', async () => {
  const path = join(folder, 'gate.json')
  const gate = JSON.parse(renderGate(world.desk.model))
  await writeFile(path, JSON.stringify(gate))
  expect((await run({ gate: path })).evidence).toBeUndefined()
  gate.scenarios[0].activties = []
  await writeFile(path, JSON.stringify(gate))
  await expect(run({ gate: path })).rejects.toMatchObject({
    reason: 'gate-invalid',
    message: expect.stringContaining('scenarios.0: Unrecognized key: "activties"'),
  })
})

function run(inputs: Readonly<Record<string, string>> = {}) {
  const given = {
    environment: 'staging',
    configuration: folder,
    report: folder,
    traceTimeout: '1',
    settleTimeout: '0',
    ...inputs,
  }
  return qualityGate.run(qualityGate.inputs.parse(given), context)
}

function account(): AwsAccount {
  const { stack } = world.options
  return {
    region: 'eu-west-1',
    objects,
    gate: async () => world.environment.services,
    stackPage: () => undefined,
    stacks: {
      find: async () => ({ ...stack, status: 'UPDATE_COMPLETE', tags: {}, terminationProtection: false }),
      resources: async () =>
        [
          ...[...stack.tables].map(([logicalId, physicalId]) => ({ logicalId, physicalId, type: tableType })),
          ...gateIds.map((each) => ({ ...each, logicalId: each.physicalId })),
        ].map((each) => ({ ...each, status: 'CREATE_COMPLETE' })),
    },
  } as unknown as AwsAccount
}

async function seal(): Promise<string> {
  const bytes = new TextEncoder().encode(renderGate(world.desk.model))
  const gate = { path: 'gate.json', kind: 'gate', sha256: sha256(bytes), bytes: bytes.length } as const
  const manifest = renderManifest({
    formatVersion: 1,
    application: 'parking-desk',
    template: { ...gate, kind: 'template' },
    gate,
    artifacts: [],
    parameters: [],
  })
  await objects.create(bucket, blobKey(gate.sha256), bytes)
  await objects.create(bucket, manifestKey(sha256(manifest)), manifest)
  return sha256(manifest)
}

async function deployed(digest: string, environment = 'staging'): Promise<void> {
  const staged = { application: 'parking-desk', environment, stackId: world.options.stack.id }
  const record = recordOf(staged, { release: digest, deployedAt: new Date().toISOString() })
  objects.contents.set(
    `${bucket}/environments/parking-desk/${environment}.json`,
    new TextEncoder().encode(JSON.stringify(record)),
  )
}
