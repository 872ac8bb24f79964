import { beforeEach, expect, test } from '@jest/globals'
import { writeEnvironmentRecord } from '../../src/delivery/environment/environment-record.ts'
import { acquireLease } from '../../src/delivery/lease/acquire-lease.ts'
import { keepLease } from '../../src/delivery/lease/keep-lease.ts'
import { readLease } from '../../src/delivery/lease/lease-record.ts'
import { withLease } from '../../src/delivery/lease/with-lease.ts'
import { inMemoryObjects } from '../support/in-memory-objects.ts'
import { recordOf } from '../support/staged-evidence.ts'
import { testContext } from '../support/test-context.ts'
import { virtualClock } from '../support/virtual-clock.ts'

/* Clocks that move only when somebody waits, so that hours pass at once. */
let objects: ReturnType<typeof inMemoryObjects>
beforeEach(() => {
  objects = inMemoryObjects()
})
const place = () => ({ objects, bucket: 'bucket', application: 'parking', environment: 'staging' })
const use = (waitSeconds: number) => ({ ...place(), purpose: 'test', waitSeconds })
const request = (waitSeconds: number) => ({ place: place(), purpose: 'test', waitSeconds, secondsToLive: 30 })
const tenMinutes = 600_000
const stackId = 'arn:aws:cloudformation:eu-west-1:111111111111:stack/parking/1'
const staging = { application: 'parking', environment: 'staging', stackId }

test.each([
  ['fast', tenMinutes],
  ['slow', -tenMinutes],
  ['right', 0],
])('a dead holder is waited for as long as its lease lives by a clock that is %s, and no longer', async (_, skew) => {
  await acquireLease(request(1), testContext({ clock: virtualClock() }))
  const clock = virtualClock(skew)
  const taken = await withLease(use(3600), testContext({ clock }), async (lease) => lease.fencing)
  expect(taken).toBe(2)
  expect(clock.elapsed()).toBe(30_000)
})

test.each([
  ['fast', tenMinutes],
  ['slow', -tenMinutes],
])('a holder whose clock is %s keeps its lease as long as it renews it', async (_, skew) => {
  const held = virtualClock(skew)
  const record = await acquireLease(request(1), testContext({ clock: held }))
  const lease = keepLease(place(), record, testContext({ clock: held }))
  const waiting = virtualClock()
  const sleep = (milliseconds: number) => {
    held.push(milliseconds)
    return waiting.sleep(milliseconds)
  }
  const both = { ...waiting, sleep }
  await expect(acquireLease(request(3600), testContext({ clock: both }))).rejects.toMatchObject({
    reason: 'lease-held',
    message: 'staging of parking is in use by test run 1 (test)',
  })
  expect(waiting.elapsed()).toBe(3_600_000)
  await lease.release()
  expect((await readLease(place()))?.lease).toMatchObject({ fencing: 1, holder: null })
})

test('a lease that was removed goes on above the number of the environment record', async () => {
  await writeEnvironmentRecord(objects, 'bucket', recordOf(staging, { fencing: 41 }), undefined)
  expect(await withLease(use(1), testContext(), async (lease) => lease.fencing)).toBe(42)
})

test('what is no lease is named, with the way to remove it', async () => {
  objects.contents.set('bucket/locks/parking/staging.json', new TextEncoder().encode('{}'))
  await expect(acquireLease(request(1), testContext())).rejects.toMatchObject({
    reason: 'lease-unreadable',
    hint: expect.stringContaining('aws s3 rm s3://bucket/locks/parking/staging.json'),
  })
})

test('an earlier holder is refused by the record, and a later one replaces what the earlier one wrote', async () => {
  const record = (fencing: number, release: string) => recordOf(staging, { fencing, release: release.repeat(64) })
  await writeEnvironmentRecord(objects, 'bucket', record(5, 'a'), undefined)
  await writeEnvironmentRecord(objects, 'bucket', record(6, 'b'), undefined)
  await expect(writeEnvironmentRecord(objects, 'bucket', record(5, 'c'), undefined)).rejects.toMatchObject({
    reason: 'deployment-superseded',
    message: expect.stringContaining('release bbbbbbbbbbbb'),
  })
})
