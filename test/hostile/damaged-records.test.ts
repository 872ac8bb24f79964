import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { findExamples } from '../../src/cli/ship/examples.ts'
import type { Objects } from '../../src/core/ports/objects.ts'
import { inCommandWords } from '../../src/core/run/command-words.ts'
import { exitCodes } from '../../src/core/run/outcome.ts'
import type { Report } from '../../src/core/run/report.ts'
import { StageError } from '../../src/core/run/stage-error.ts'
import { sha256 } from '../../src/core/sha256.ts'
import { findEnvironmentRecord } from '../../src/delivery/environment/environment-record.ts'
import { openStatement } from '../../src/delivery/evidence/signing/envelope.ts'
import { readLease } from '../../src/delivery/lease/lease-record.ts'
import { plansIn } from '../../src/delivery/plan/plan-store.ts'
import { parseDigests } from '../../src/delivery/publishing/generated-tree.ts'
import { readManifest } from '../../src/delivery/release/read-release.ts'
import { findVersion } from '../../src/delivery/release/version-pointer.ts'
import { parseIndex } from '../../src/generator/generated-index.ts'
import { parseUnitTestResults } from '../../src/generator/python/unit-tests/unit-test-results.ts'
import { readRecord } from '../../src/local/daemon/daemon-record.ts'
import { holderOf } from '../../src/local/daemon/exclusive-lock.ts'
import { readEgress } from '../../src/local/egress/read-egress.ts'
import { readTestRecord } from '../../src/stages/generate/test-record.ts'
import { parseGate } from '../../src/stages/quality-gate/sealed-gate.ts'
import { nodeFiles } from '../../src/system/node-files.ts'

const text = (bytes: Uint8Array) => Buffer.from(bytes).toString('utf8')
const inBucket = (body: Uint8Array) => {
  const objects = { read: async () => ({ body, etag: 'tag' }) } as unknown as Objects
  return { objects, bucket: 'artifacts', application: 'parking', environment: 'staging' }
}

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'liftlock-damaged-'))
})
afterAll(() => rmSync(folder, { recursive: true }))
const inFile = (name: string, body: Uint8Array) => {
  writeFileSync(join(folder, name), body)
  return join(folder, name)
}

/** How each damage comes about, of any record. */
const damages: readonly (readonly [string, string])[] = [
  ['cut off', '{"release": '],
  ['cut off in a text', '{"release":"9f3a61'],
  ['not JSON', 'release one'],
  ['empty', ''],
  ['blank', ' \n'],
  ['null', 'null'],
  ['a number', '5'],
  ['an array', '[[]]'],
  ['without members', '{}'],
  ['of another version', '{"formatVersion":99}'],
  ['of wrong types', '{"formatVersion":"1","files":5,"release":{},"status":[],"tree":null}'],
  ['of null bytes', '\0'.repeat(512)],
  ['not closed and deep', '['.repeat(100_000)],
  ['closed and deep', `${'['.repeat(100_000)}${']'.repeat(100_000)}`],
]

/** A record that a run cannot do without, its failure and the exit code; `name` begins the message. */
const needed: readonly {
  readonly kind: string
  readonly read: (body: Uint8Array) => unknown
  readonly reason: string
  readonly name: string
  readonly exit: number
}[] = [
  {
    kind: 'record of an environment',
    read: (body) => findEnvironmentRecord(inBucket(body).objects, inBucket(body)),
    reason: 'record-unreadable',
    name: 's3://artifacts/environments/parking/staging.json',
    exit: 1,
  },
  {
    kind: 'lease',
    read: (body) => readLease(inBucket(body)),
    reason: 'lease-unreadable',
    name: 's3://artifacts/locks/parking/staging.json',
    exit: 1,
  },
  {
    kind: 'pointer of a version',
    read: (body) => findVersion(inBucket(body), 'parking', '1.0.0'),
    reason: 'release-tampered',
    name: 's3://artifacts/versions/parking/1.0.0.json',
    exit: 1,
  },
  {
    kind: 'manifest',
    read: (body) => readManifest(inBucket(body), sha256(body)),
    reason: 'release-tampered',
    name: 'the manifest of release',
    exit: 1,
  },
  {
    kind: 'evidence',
    read: (body) => openStatement(body, 's3://artifacts/evidence/1.json'),
    reason: 'evidence-failed',
    name: 's3://artifacts/evidence/1.json',
    exit: 1,
  },
  {
    kind: 'compiled gate',
    read: (body) => parseGate(body, 'app/gate.json'),
    reason: 'gate-invalid',
    name: 'app/gate.json',
    exit: 2,
  },
  {
    kind: 'index of a published tree',
    read: (body) => parseDigests(text(body), 'app/.liftlock/generated.json'),
    reason: 'hand-edited',
    name: 'app/.liftlock/generated.json',
    exit: 1,
  },
  {
    kind: 'record of the local AWS',
    read: (body) => {
      inFile('daemon.json', body)
      return readRecord(folder)
    },
    reason: 'local-unavailable',
    name: 'daemon.json',
    exit: 1,
  },
  {
    kind: 'log of outgoing requests',
    read: (body) => readEgress(inFile('egress.jsonl', Buffer.concat([body, Buffer.from('x\n')]))),
    reason: 'local-unavailable',
    name: 'egress.jsonl, line ',
    exit: 1,
  },
]

describe.each(needed)('a $kind', ({ read, reason, name, exit }) => {
  test.each(damages)(
    'that is %s ends the run with its own failure, which names it and the next step',
    async (_, damage) => {
      const error = await failureOf(() => read(Buffer.from(damage)))
      expect(error).toBeInstanceOf(StageError)
      const { message, hint, outcome } = error as StageError
      expect({ reason: (error as StageError).reason, exit: exitCodes[outcome] }).toEqual({ reason, exit })
      expect(message).toContain(name)
      expect(message.length).toBeLessThan(400)
      expect(inCommandWords(hint!)).toMatch(/\w{3}/)
    },
  )

  test('that is huge is not parsed', async () => {
    const error = await failureOf(() => read(Buffer.alloc(65 * 1024 * 1024, '[')))
    expect(error).toMatchObject({ reason, message: expect.stringMatching(/bytes/) })
  })
})

/** A record that only saves work: what is damaged counts as not there. `told` is what the reader is told about it. */
const spared: readonly {
  readonly kind: string
  readonly read: (body: Uint8Array, tell: (message: string) => void) => unknown
  readonly nothing: unknown
  readonly told: readonly unknown[]
}[] = [
  {
    kind: 'plan that was kept',
    read: (body, tell) => {
      const report = (event: Report) => tell(event.kind === 'warning' ? String(event.text) : '')
      return plansIn(inBucket(body), { report }).find('1'.repeat(64))
    },
    nothing: undefined,
    told: [expect.stringContaining(`s3://artifacts/plans/sha256/${'1'.repeat(64)}.json `)],
  },
  {
    kind: 'report of the gate that gives examples',
    read: (body, tell) => {
      inFile('quality-gate.json', Buffer.concat([body, Buffer.from('x')]))
      return findExamples(nodeFiles, folder, ({ message }) => tell(message))
    },
    nothing: [],
    told: [expect.stringContaining('quality-gate.json is damaged')],
  },
  {
    kind: 'record of unit tests that passed',
    read: (body) => {
      inFile('unit-tests.json', body)
      return readTestRecord(nodeFiles, folder, 'tree')
    },
    nothing: undefined,
    told: [],
  },
  {
    kind: 'file of unit test results',
    read: (body) => parseUnitTestResults(text(body)),
    nothing: undefined,
    told: [],
  },
  {
    kind: 'index of a generated application',
    read: (body, tell) => {
      const { index, failure } = parseIndex(text(body), 'app/.liftlock/generated.json')
      if (failure) tell(failure.message)
      return index
    },
    nothing: {},
    told: [expect.stringContaining('app/.liftlock/generated.json ')],
  },
  {
    kind: 'lock of a process',
    read: (body) => holderOf(inFile('command.lock', body)),
    nothing: undefined,
    told: [],
  },
]

describe.each(spared)('a $kind', ({ read, nothing, told }) => {
  test.each(damages)('that is %s counts as not there', async (_, damage) => {
    const messages: string[] = []
    expect(await read(Buffer.from(damage), (message) => messages.push(message))).toEqual(nothing)
    expect(messages).toEqual(told)
  })
})

async function failureOf(work: () => unknown): Promise<unknown> {
  try {
    return `it was read as ${JSON.stringify(await work())}`
  } catch (error) {
    return error
  }
}
