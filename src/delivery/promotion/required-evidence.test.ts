import { beforeEach, describe, expect, test } from '@jest/globals'
import { inMemoryObjects } from '../../../test/support/in-memory-objects.ts'
import { ecKey } from '../../../test/support/signing-keys.ts'
import { endedDeployment, passedGate, recordOf } from '../../../test/support/staged-evidence.ts'
import type { Signer } from '../../core/ports/signing.ts'
import { environmentOf, parseConfiguration } from '../environment/configuration.ts'
import type { EnvironmentRecord } from '../environment/environment-record.ts'
import { type Predicate, type Statement, statementOf } from '../evidence/statement.ts'
import type { TestResult } from '../evidence/test-result.ts'
import { writeEvidence } from '../evidence/write-evidence.ts'
import { requireEvidence } from './required-evidence.ts'

/* Staging and production in buckets of their own; each test writes what lies there, and asks production to let a release in. */
const release = 'a'.repeat(64)
const gate = 'd'.repeat(64)
const stackId = 'arn:aws:cloudformation:eu-west-1:111111111111:stack/shop-staging/11111111-2222'
const staged = { application: 'shop', environment: 'staging', stackId, gate }
const [bucket, elsewhere] = ['shop-artifacts-staging', 'shop-artifacts-production'] as const
const prefix = `evidence/${release}/quality-gate/staging/`
const zeroes = { covered: 0, total: 0 }

let now: number
let objects: ReturnType<typeof inMemoryObjects>
beforeEach(() => {
  now = Date.UTC(2026, 10, 21, 12)
  objects = inMemoryObjects({ now: () => now })
  record()
})

const bytes = (value: unknown) => new TextEncoder().encode(typeof value === 'string' ? value : JSON.stringify(value))
const put = (key: string, value: unknown, into: string = bucket) => objects.contents.set(`${into}/${key}`, bytes(value))
/** Some time passes in the store. */
const later = () => {
  now += 5000
}

function record(changes: Partial<EnvironmentRecord> = {}): void {
  put('environments/shop/staging.json', recordOf(staged, { release, ...changes }))
}

function write(predicate: Predicate, signer?: Signer): Promise<string> {
  const address = { bucket, release, stage: predicate.stage, environment: 'staging' }
  return writeEvidence(objects, address, statementOf(release, predicate), { now: new Date(now), signer })
}

/** What the application itself wrote, as if the gate had. */
const forged = (changes: Partial<TestResult> = {}, outer: object = {}): Statement => ({
  ...statementOf(release, passedGate(staged, changes)),
  ...outer,
})

async function require(requirement = 'quality-gate@staging', more = '', sealed: string | null = gate) {
  const text = `application: shop\n${more}environments: { staging: { account: "111111111111" }, production: { requires: [${requirement}] }, other: {} }`
  const configuration = await parseConfiguration(text, 'liftlock.yml')
  const artifact = { path: 'x', sha256: 'b'.repeat(64), bytes: 1 }
  const manifest = {
    formatVersion: 1 as const,
    application: 'shop',
    template: { ...artifact, kind: 'template' as const },
    ...(sealed === null ? {} : { gate: { ...artifact, kind: 'gate' as const, sha256: sealed } }),
    artifacts: [],
    parameters: [],
  }
  return requireEvidence({
    configuration,
    target: environmentOf(configuration, 'production'),
    release: { digest: release, manifest },
    bucketOf: ({ bucket: name }) => ({ objects, bucket: name }),
  })
}

const refusal = (reason: string, message: string | RegExp) =>
  expect.objectContaining({ reason, message: expect.stringMatching(message) })

test('what lies deeper, where a role for other evidence may write, is not evidence', async () => {
  put(`${prefix}deploy/staging/2026.json`, forged())
  await expect(require()).rejects.toThrow(refusal('evidence-missing', /none in shop-artifacts-staging/))
})

test('a gate that passed lets a release in, and one that did not says why', async () => {
  await write(passedGate(staged))
  expect(await require()).toMatchObject([{ stage: 'quality-gate', environment: 'staging', signature: 'unsigned' }])
  later()
  await write(passedGate(staged, { result: 'FAILED', reasons: ['2 of 3 scenarios failed'] }))
  await expect(require()).rejects.toThrow(
    refusal('evidence-failed', /the gate ended with FAILED: 2 of 3 scenarios failed/),
  )
})

test('a deployment to staging lets a release in where that is asked for, and never in place of a gate', async () => {
  await write(endedDeployment(staged))
  expect(await require('deploy@staging')).toHaveLength(1)
  await expect(require()).rejects.toThrow(refusal('evidence-missing', /requires quality-gate@staging .* has none in/))
})

test('evidence that lies anywhere but in the bucket of its environment is absent', async () => {
  const key = await write(passedGate(staged))
  put(key, new TextDecoder().decode(objects.contents.get(`${bucket}/${key}`)), elsewhere)
  put(key, forged(), 'shop-artifacts-other')
  now = 0
  objects = inMemoryObjects()
  record()
  put(key, forged(), elsewhere)
  put(key, forged(), 'shop-artifacts-other')
  await expect(require()).rejects.toThrow(refusal('evidence-missing', /has none in shop-artifacts-staging/))
})

describe('no name and no time that a writer chooses makes older evidence the last word', () => {
  beforeEach(async () => {
    put(`${prefix}9999-12-31T23:59:59.999Z.json`, forged({ writtenAt: '9999-12-31T23:59:59.999Z' }))
    later()
    await write(passedGate(staged, { result: 'FAILED', reasons: ['no'] }))
  })

  test('a key of the year 9999', async () => {
    await expect(require()).rejects.toThrow(refusal('evidence-failed', /the gate ended with FAILED/))
  })

  test('a copy of former evidence under a new key', async () => {
    later()
    put(`${prefix}copy.json`, forged({ writtenAt: '9999-12-31T23:59:59.999Z' }))
    await expect(require()).rejects.toThrow(refusal('evidence-failed', /the gate ended with FAILED/))
  })

  test('the deletion of the evidence that says no', async () => {
    const removed = [...objects.contents.keys()].filter((name) => name.includes('2026-'))
    expect(removed.map((key) => objects.contents.delete(key))).toEqual([true])
    await expect(require()).rejects.toThrow(refusal('evidence-failed', /the gate ended with FAILED/))
  })

  test('what is written over the evidence that says no, within its second', async () => {
    const [key] = [...objects.contents.keys()].filter((name) => name.includes('2026-'))
    objects.contents.set(key!, bytes(forged({ writtenAt: 'now' })))
    await expect(require()).rejects.toThrow(refusal('evidence-failed', /the gate ended with FAILED/))
  })

  test('a copy of the evidence that says no, in an upload that was begun before', async () => {
    const [key] = [...objects.contents.keys()].filter((name) => name.includes('2026-'))
    const refusing = objects.contents.get(key!)!
    // S3 dates an upload in parts by its beginning (User Guide, "System-defined object metadata").
    now -= 60_000
    objects.contents.set(`${bucket}/${prefix}parts.json`, refusing)
    await expect(require()).rejects.toThrow(refusal('evidence-failed', /the gate ended with FAILED/))
  })

  test('a later run of the gate that passed does', async () => {
    later()
    await write(passedGate(staged, { writtenAt: 'later' }))
    expect(await require()).toHaveLength(1)
  })
})

test.each([
  ['the one that says no is named first', 'a.json', 'b.json'],
  ['the one that says no is named last', 'b.json', 'a.json'],
])('of two statements within one second the worse counts: %s', async (_, no, yes) => {
  put(`${prefix}${no}`, forged({ result: 'FAILED' }))
  now += 900
  put(`${prefix}${yes}`, forged())
  await expect(require()).rejects.toThrow(refusal('evidence-failed', /the gate ended with FAILED/))
})

test('a bucket without versions is read too, and that it keeps none is known', async () => {
  objects = inMemoryObjects({ now: () => now, versioning: false })
  record()
  await write(passedGate(staged))
  expect(await require()).toMatchObject([{ versioned: false }])
})

const otherStack = stackId.replace('11111111-2222', '99999999-9999')
describe('the last word is believed only when it agrees with everything', () => {
  test.each([
    ['text', 'PASSED', 'evidence-failed', /is not JSON/],
    ['null', null, 'evidence-failed', /null where an object is expected/],
    [
      'a statement of another format',
      forged({}, { _type: 'https://in-toto.io/Statement/v0.1' }),
      'evidence-failed',
      /v0\.1/,
    ],
    ['no subject', forged({}, { subject: [] }), 'evidence-mismatch', /has 0 subjects, not one/],
    ['no subject at all', forged({}, { subject: undefined }), 'evidence-mismatch', /has 0 subjects, not one/],
    ['null as the subject', forged({}, { subject: [null] }), 'evidence-mismatch', /about release none, not a/],
    [
      'two subjects',
      forged({}, { subject: [...forged().subject, ...forged().subject] }),
      'evidence-mismatch',
      /has 2 subjects/,
    ],
    [
      'another release',
      forged({}, { subject: [{ name: 'shop', digest: { sha256: 'c'.repeat(64) } }] }),
      'evidence-mismatch',
      /about release c/,
    ],
    [
      'another subject',
      forged({}, { subject: [{ name: 'till', digest: { sha256: release } }] }),
      'evidence-mismatch',
      /its subject is till, not shop/,
    ],
    [
      'another kind of predicate',
      forged({}, { predicateType: 'urn:liftlock:deployment:v1' }),
      'evidence-mismatch',
      /its predicate type is urn/,
    ],
    [
      'a deployment under the name of a gate',
      statementOf(release, endedDeployment(staged)),
      'evidence-mismatch',
      /its predicate type is urn/,
    ],
    ['no predicate', forged({}, { predicate: undefined }), 'evidence-mismatch', /written by stage none/],
    ['null as the predicate', forged({}, { predicate: null }), 'evidence-mismatch', /written by stage none/],
    [
      'another stage',
      forged({}, { predicate: { ...passedGate(staged), stage: 'deploy' } }),
      'evidence-mismatch',
      /written by stage deploy, not quality-gate/,
    ],
    [
      'what a former version wrote',
      forged({}, { predicate: { result: 'PASSED', environment: 'staging' } }),
      'evidence-mismatch',
      /written by stage none/,
    ],
    ['no run', forged({ run: undefined as never }), 'evidence-mismatch', /predicate\.run: /],
    [
      'a run without a name',
      forged({ run: { host: '', id: '', actor: null, url: null } }),
      'evidence-mismatch',
      /predicate\.run\.host: /,
    ],
    [
      'more coverage than there is',
      forged({ coverage: { ...passedGate(staged).coverage, events: { covered: 2, total: 1 } } }),
      'evidence-mismatch',
      /covered is larger than total/,
    ],
    [
      'another environment',
      forged({ environment: 'production' }),
      'evidence-mismatch',
      /about environment production, not staging/,
    ],
    [
      'another application',
      forged({}, { predicate: passedGate({ ...staged, application: 'till' }) }),
      'evidence-mismatch',
      /about application till, not shop/,
    ],
    [
      'another account',
      forged({ account: '999999999999' }),
      'evidence-mismatch',
      /about account 999999999999, not 111111111111/,
    ],
    ['another region', forged({ region: 'us-east-1' }), 'evidence-mismatch', /about region us-east-1, not eu-west-1/],
    [
      'a former stack of the same name',
      forged({ stackId: otherStack }),
      'evidence-mismatch',
      /about stack .*99999999-9999, not .*11111111-2222/,
    ],
    [
      'another definition of the gate',
      forged({ gate: 'e'.repeat(64) }),
      'evidence-mismatch',
      /the gate definition was e+, not d+/,
    ],
    ['no definition of the gate', forged({ gate: null }), 'evidence-mismatch', /the gate definition was none/],
    [
      'a pass with scenarios that failed',
      forged({ failedTests: ['Pay'] }),
      'evidence-failed',
      /says PASSED but names 1 scenario/,
    ],
    ['a warning', forged({ result: 'WARNED' }), 'evidence-failed', /the gate ended with WARNED/],
  ])('%s is refused', async (_, written, reason, message) => {
    await write(passedGate(staged))
    later()
    put(`${prefix}forged.json`, written)
    await expect(require()).rejects.toThrow(refusal(reason, message))
  })

  test('evidence of a third environment that lies in the bucket of staging is no evidence of staging', async () => {
    const third = passedGate({ ...staged, environment: 'other' })
    put(`evidence/${release}/quality-gate/other/1.json`, statementOf(release, third))
    await expect(require()).rejects.toThrow(refusal('evidence-missing', /has none in shop-artifacts-staging/))
    await expect(require('quality-gate@other')).rejects.toThrow(
      refusal('evidence-missing', 'shop-artifacts-other has no record'),
    )
    put(`${prefix}1.json`, statementOf(release, third))
    await expect(require()).rejects.toThrow(refusal('evidence-mismatch', /about environment other, not staging/))
  })

  test('more bytes than evidence has are not read', async () => {
    put(`${prefix}huge.json`, 'x'.repeat(4 * 1024 * 1024 + 1))
    await expect(require()).rejects.toThrow(refusal('evidence-failed', /has 4194305 bytes/))
  })

  test('what nobody can read, and is not the last word, does not count', async () => {
    put(`${prefix}zzz.json`, 'damaged')
    later()
    await write(passedGate(staged))
    expect(await require()).toHaveLength(1)
  })
})

describe('account, region and stack come from the record of the environment, which has to agree with liftlock.yml', () => {
  beforeEach(() => write(passedGate(staged)))

  test('without a record nothing can be compared', async () => {
    objects.contents.delete(`${bucket}/environments/shop/staging.json`)
    await expect(require()).rejects.toThrow(refusal('evidence-missing', /has no record of staging/))
  })

  test.each([
    [
      'account',
      stackId.replace('111111111111', '999999999999'),
      /names account 999999999999, but liftlock.yml names 111111111111/,
    ],
    [
      'stack',
      stackId.replace('shop-staging', 'till-staging'),
      /names stack till-staging, but liftlock.yml names shop-staging/,
    ],
  ])('a record of another %s is refused', async (_, id, message) => {
    const [, , , region = '', account = ''] = id.split(':')
    record({ stackId: id, region, account })
    await expect(require()).rejects.toThrow(refusal('evidence-mismatch', message))
  })

  test('a record that is damaged is named', async () => {
    put('environments/shop/staging.json', '{"release":5}')
    await expect(require()).rejects.toThrow(refusal('record-unreadable', /environments\/shop\/staging.json is damaged/))
  })
})

describe('the least that evidence has to show is what the promoting checkout says', () => {
  const of = (changes: Partial<TestResult>) => write(passedGate(staged, changes))
  const coverage = (events: object, views: object) =>
    ({ events, views, queries: zeroes, projections: zeroes }) as TestResult['coverage']

  test('a release without a passed scenario is refused where nothing else is said', async () => {
    await of({ passedTests: [] })
    await expect(require()).rejects.toThrow(refusal('evidence-failed', /0 scenarios passed, and 1 are required/))
  })

  test('one scenario under three names of the same spelling is one', async () => {
    await of({ passedTests: ['A', 'A', 'A'] })
    const three = '{ evidence: quality-gate@staging, scenarios: 3 }'
    await expect(require(three)).rejects.toThrow(refusal('evidence-failed', /1 scenario passed, and 3 are required/))
  })

  test.each([
    [
      'events',
      coverage({ covered: 3, total: 4 }, zeroes),
      'events: 80',
      /3 of 4 events were covered, and 80 % are required/,
    ],
    [
      'views',
      coverage(zeroes, { covered: 0, total: 1 }),
      'views: 1',
      /0 of 1 views were covered, and 1 % are required/,
    ],
    ['events where none are listed', coverage(zeroes, zeroes), 'events: 1', /lists no events, and 1 % are required/],
    ['views where none are listed', coverage(zeroes, zeroes), 'views: 100', /lists no views, and 100 % are required/],
  ])('too little coverage of %s is refused', async (_, counted, least, message) => {
    await of({ coverage: counted })
    await expect(require(`{ evidence: quality-gate@staging, ${least} }`)).rejects.toThrow(
      refusal('evidence-failed', message),
    )
  })

  test('what is just enough lets a release in', async () => {
    await of({ passedTests: ['A', 'B'], coverage: coverage({ covered: 4, total: 5 }, { covered: 2, total: 2 }) })
    const least = `{ evidence: quality-gate@staging, scenarios: 2, events: 80, views: 100, gate: ${gate} }`
    expect(await require(least)).toHaveLength(1)
    await expect(require(`{ evidence: quality-gate@staging, events: 80.1 }`)).rejects.toThrow('4 of 5 events')
  })

  test('another gate.json than the one that counts is refused, though the release was sealed with it', async () => {
    await of({})
    const text = `{ evidence: quality-gate@staging, gate: ${'e'.repeat(64)} }`
    await expect(require(text)).rejects.toThrow(
      refusal('evidence-failed', /its gate definition is d+, and e+ is required/),
    )
  })

  test('a release that was sealed without scenarios has no gate to pass', async () => {
    await of({ gate: null })
    await expect(require('quality-gate@staging', '', null)).rejects.toThrow(
      refusal('evidence-missing', /has no scenarios/),
    )
  })

  describe('a test command is the gate of a release without scenarios', () => {
    const byCommand = (more: Partial<TestResult> = {}) =>
      of({ gate: null, configuration: [], passedTests: [], testCommand: { line: 'npm test', exitCode: 0 }, ...more })

    test('it lets the release in', async () => {
      await byCommand()
      const [evidence] = await require('quality-gate@staging', '', null)
      expect(evidence!.statement.predicate).toMatchObject({ testCommand: { line: 'npm test' } })
    })

    test('the only command that counts lets it in', async () => {
      await byCommand()
      await expect(
        require('{ evidence: quality-gate@staging, test-command: npm test }', '', null),
      ).resolves.toHaveLength(1)
    })

    test.each<[string, string, Partial<TestResult>, RegExp]>([
      ['it ended badly', '', { testCommand: { line: 'npm test', exitCode: 1 } }, /test command that ended with 1/],
      ['another one counts', ', test-command: pytest', {}, /its test command is npm test, and pytest is required/],
      ['scenarios are asked for', ', scenarios: 2', {}, /0 scenarios passed, and 2 are required/],
      ['events are asked for', ', events: 1', {}, /lists no events/],
      ['a definition is asked for', `, gate: ${'d'.repeat(64)}`, {}, /its gate definition is null/],
    ])('it does not count where %s', async (_, asked, more, message) => {
      await byCommand(more)
      await expect(require(`{ evidence: quality-gate@staging${asked} }`, '', null)).rejects.toThrow(
        refusal('evidence-failed', message),
      )
    })

    test('it does not stand in for the scenarios that a release has', async () => {
      await of({ passedTests: [], testCommand: { line: 'npm test', exitCode: 0 } })
      await expect(require('quality-gate@staging', '')).rejects.toThrow(
        refusal('evidence-failed', /0 scenarios passed, and 1 are required/),
      )
    })
  })
})

describe('whether evidence is signed, and by whom, is known', () => {
  const [ci, ann] = [ecKey(), ecKey()]
  const declared = `signers: { ci: { public-key: ${JSON.stringify(ci.publicKey)} }, ann: { public-key: ${JSON.stringify(ann.publicKey)} } }\n`
  const byCi = '{ evidence: quality-gate@staging, signers: [ci] }'

  test('by a declared signer, asked for or not', async () => {
    await write(passedGate(staged), ci.signer)
    expect(await require('quality-gate@staging', declared)).toMatchObject([{ signature: 'signed by ci' }])
    expect(await require(byCi, declared)).toMatchObject([{ signature: 'signed by ci' }])
  })

  test('by nobody that liftlock.yml names', async () => {
    await write(passedGate(staged), ecKey().signer)
    const [{ signature } = { signature: '' }] = await require('quality-gate@staging', declared)
    expect(signature).toBe('signed by a key that liftlock.yml does not declare')
  })

  test('unsigned evidence, and that of another signer, is refused where a signer is asked for', async () => {
    await write(passedGate(staged))
    await expect(require(byCi, declared)).rejects.toMatchObject({ reason: 'evidence-unsigned' })
    later()
    await write(passedGate(staged, { writtenAt: 'later' }), ann.signer)
    await expect(require(byCi, declared)).rejects.toMatchObject({ reason: 'signer-unknown' })
  })

  test('signed evidence that passed cannot be shown again after evidence that failed', async () => {
    const key = await write(passedGate(staged), ci.signer)
    const envelope = JSON.parse(new TextDecoder().decode(objects.contents.get(`${bucket}/${key}`)))
    later()
    await write(passedGate(staged, { result: 'FAILED' }), ci.signer)
    later()
    put(`${prefix}9999.json`, JSON.stringify(envelope, undefined, 2))
    await expect(require(byCi, declared)).rejects.toThrow(refusal('evidence-failed', /the gate ended with FAILED/))
  })

  test('evidence whose signature was taken off is as old as the signed one, which stands', async () => {
    const key = await write(passedGate(staged), ci.signer)
    const { payload } = JSON.parse(new TextDecoder().decode(objects.contents.get(`${bucket}/${key}`)))
    later()
    put(`${prefix}bare.json`, Buffer.from(payload, 'base64').toString())
    expect(await require(byCi, declared)).toMatchObject([{ signature: 'signed by ci' }])
  })
})
