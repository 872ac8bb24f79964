import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { type PromotionGround, promotionGround, stagingRecord, stagingStack } from '../support/promotion-ground.ts'
import { recordOf } from '../support/staged-evidence.ts'

/* Production runs one release; what lies in its bucket is damaged or forged, and another release is promoted. */
const bucket = 'parking-artifacts-production'
const [recordKey, leaseKey] = ['environments', 'locks'].map(
  (folder) => `${bucket}/${folder}/parking/production.json`,
) as [string, string]
const productionStack = stagingStack.replace('parking-staging', 'parking-production')
const staged = { application: 'parking', environment: 'production', stackId: productionStack }

let ground: PromotionGround
let next: string
beforeEach(async () => {
  ground = await promotionGround()
  await ground.promote({ release: await ground.released('one') })
  next = await ground.released('two')
  ground.cloud.service.executions.length = 0
})
afterEach(() => ground.cloud.stop())

const put = (key: string, value: unknown) =>
  ground.contents.set(key, new TextEncoder().encode(typeof value === 'string' ? value : JSON.stringify(value)))
const lease = (changes: object) => ({
  formatVersion: 1,
  application: 'parking',
  environment: 'production',
  fencing: 1,
  secondsToLive: 30,
  renewal: 0,
  holder: null,
  ...changes,
})
const record = (changes: Parameters<typeof recordOf>[1]) => recordOf(staged, { fencing: 1, ...changes })

async function refusedBeforeAnythingChanged(inputs: Readonly<Record<string, unknown>> = { release: next }) {
  const { error, calls } = await ground.promote(inputs)
  expect(calls.map(({ name }) => name)).not.toContain('CreateChangeSet')
  expect(ground.cloud.service.executions).toEqual([])
  return error
}

test.each([
  ['null', 'null', 'is damaged: the whole: '],
  ['text', 'release one', 'is damaged: it is not JSON'],
  ['bytes that are no text', '"\uD800"', 'is damaged'],
  ['a list', [], 'is damaged: the whole: '],
  ['a number as the release', '{"release":5}', 'is damaged: formatVersion: '],
  ['a part of a digest', record({ release: 'abc' }), 'is damaged: release: expected 64 hexadecimal digits'],
  ['a stack that is none', record({ stackId: 'stack' }), 'is damaged: stackId: stack is not the id of a stack'],
  ['a time that is none', record({ deployedAt: 'yesterday' }), 'is damaged: deployedAt: '],
  ['half a fencing number', record({ fencing: 1.5 }), 'is damaged: fencing: '],
  ['a fencing number that JSON cannot carry', record({ fencing: 2 ** 60 }), 'is damaged: fencing: '],
  [
    'another environment',
    record({ environment: 'staging' }),
    'is the record of staging of parking, not of production of parking',
  ],
  [
    'another application',
    record({ application: 'till' }),
    'is the record of production of till, not of production of parking',
  ],
  [
    'an account that is not that of its stack',
    record({ account: '999999999999' }),
    'contradicts itself: it names account 999999999999',
  ],
  [
    'a fencing number above that of the lease',
    record({ fencing: 999_999_999 }),
    'has the fencing number 999999999, but the held lease has 2',
  ],
])('a record with %s ends with its own reason before anything changes', async (_, content, message) => {
  put(recordKey, content)
  const error = await refusedBeforeAnythingChanged()
  expect(error).toMatchObject({
    reason: 'record-unreadable',
    message: expect.stringContaining(`s3://${recordKey} ${message}`),
    hint: expect.stringContaining('find out who wrote it'),
  })
})

test.each([
  ['null', 'null', 'is damaged: the whole: '],
  ['text', 'mine', 'is damaged: it is not JSON'],
  ['nothing of a lease', {}, 'is damaged: formatVersion: '],
  [
    'another environment',
    lease({ environment: 'staging' }),
    'is the lease of staging of parking, not of production of parking',
  ],
  [
    'another application',
    lease({ application: 'till' }),
    'is the lease of production of till, not of production of parking',
  ],
  ['a life of a year', lease({ secondsToLive: 31_536_000 }), 'is damaged: secondsToLive: '],
  ['the highest fencing number', lease({ fencing: Number.MAX_SAFE_INTEGER }), 'is damaged: fencing: '],
  [
    'a fencing number that no lease has reached',
    lease({ fencing: 5_000_000 }),
    'has the fencing number 5000001, far above 1',
  ],
])('a lease with %s ends with its own reason before anything changes', async (_, content, message) => {
  put(leaseKey, content)
  const error = await refusedBeforeAnythingChanged()
  expect(error).toMatchObject({
    reason: 'lease-unreadable',
    message: expect.stringContaining(`s3://${leaseKey} ${message}`),
    hint: expect.stringContaining(`aws s3 rm s3://${leaseKey}`),
  })
})

test('a forged fencing number of the lease is believed by nobody: once the lease is removed, the next goes on above the record', async () => {
  put(leaseKey, lease({ fencing: 5_000_000 }))
  await refusedBeforeAnythingChanged()
  ground.contents.delete(leaseKey)
  const { outputs } = await ground.promote({ release: next })
  expect(outputs?.outcome).toBe('succeeded')
  expect(ground.json('environments/').get('environments/parking/production.json')).toMatchObject({
    release: next,
    fencing: 2,
  })
})

test('a lease at the end of all numbers gives no holder one that nobody could read', async () => {
  const end = Number.MAX_SAFE_INTEGER - 1
  put(leaseKey, lease({ fencing: end }))
  const error = await refusedBeforeAnythingChanged()
  expect(error).toMatchObject({ reason: 'lease-unreadable', message: expect.stringContaining(`above ${end}`) })
  expect(ground.json('locks/').get('locks/parking/production.json')).toMatchObject({ fencing: end, holder: null })
})

test('a forged fencing number of the record stops deployments until the record is put back', async () => {
  const before = ground.contents.get(recordKey)!
  put(recordKey, record({ fencing: 999_999_999 }))
  await refusedBeforeAnythingChanged()
  ground.contents.set(recordKey, before)
  const { outputs } = await ground.promote({ release: next })
  expect(outputs?.outcome).toBe('succeeded')
})

test('a damaged record of the environment whose release is wanted is named, and not taken for an empty one', async () => {
  put(stagingRecord, 'null')
  const error = await refusedBeforeAnythingChanged({ releaseOf: 'staging' })
  expect(error).toMatchObject({ reason: 'record-unreadable', message: expect.stringContaining(stagingRecord) })
})

test.each([
  ['null', 'null', 'is damaged: the whole: '],
  ['text', '1.0.0', 'is damaged'],
  ['a number as the release', { application: 'parking', version: '1.0.0', release: 5 }, 'is damaged: release: '],
  [
    'another version',
    { application: 'parking', version: '2.0.0', release: 'a'.repeat(64) },
    'points to version 2.0.0 of parking, not to 1.0.0',
  ],
  [
    'another application',
    { application: 'till', version: '1.0.0', release: 'a'.repeat(64) },
    'points to version 1.0.0 of till',
  ],
])('a version with %s ends with its own reason before anything changes', async (_, content, message) => {
  const key = 'parking-artifacts-staging/versions/parking/1.0.0.json'
  put(key, content)
  const error = await refusedBeforeAnythingChanged({ release: '1.0.0' })
  expect(error).toMatchObject({
    reason: 'release-tampered',
    message: expect.stringContaining(`s3://${key} ${message}`),
  })
})
