import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals'
import { s3Objects } from '../../src/aws/s3/objects.ts'
import { readLease } from '../../src/delivery/lease/lease-record.ts'
import { withLease } from '../../src/delivery/lease/with-lease.ts'
import { type FaultyProxy, type SeenRequest, startFaultyProxy } from '../support/faulty-proxy.ts'
import { configureAt } from '../support/test-buckets.ts'
import { testContext } from '../support/test-context.ts'
import { type LeaseStore, openMinistack } from './lease-stores.ts'

let store: Required<LeaseStore>
let proxy: FaultyProxy | undefined
beforeAll(async () => {
  store = await openMinistack()
}, 60_000)
afterEach(() => proxy?.stop())
afterAll(() => store.close())

/** Takes the lease, confirms it once and gives it back, over a connection that loses what `isLost` says. */
async function useLease(environment: string, isLost: (request: SeenRequest, writes: number) => boolean) {
  let writes = 0
  proxy = await startFaultyProxy(store.address.endpoint, (request) => {
    if (request.method === 'PUT') writes += 1
    return isLost(request, writes) ? { kind: 'lost-answer' } : undefined
  })
  const place = { bucket: 'bucket', application: 'parking', environment, purpose: 'test', secondsToLive: 60 }
  const context = testContext()
  const fencing = await withLease(
    { ...place, objects: s3Objects(configureAt({ ...store.address, endpoint: proxy.endpoint })) },
    context,
    async (lease) => {
      await lease.confirm()
      return lease.fencing
    },
  )
  const { lease } = (await readLease({ ...place, objects: store.objects }))!
  return { fencing, lease, reports: context.reports, writes }
}

test('without a fault, a lease is written three times: taken, confirmed, given back', async () => {
  const { lease, writes } = await useLease('calm', () => false)
  expect(lease).toMatchObject({ fencing: 1, renewal: 1, holder: null })
  expect(writes).toBe(3)
})

test.each([1, 2, 3])('when the answer to write %i is lost, the write is known again', async (lost) => {
  const { fencing, lease, reports } = await useLease(`once-${lost}`, ({ method }, writes) => {
    return method === 'PUT' && writes === lost
  })
  expect(fencing).toBe(1)
  expect(lease).toMatchObject({ fencing: 1, holder: null })
  expect(reports).toEqual([])
})

test('when every answer to the taking is lost until the client gives up, the lease is found to be ours', async () => {
  const { fencing, lease, reports } = await useLease('taken', ({ method }, writes) => method === 'PUT' && writes <= 3)
  expect(fencing).toBe(1)
  expect(lease).toMatchObject({ fencing: 1, holder: null })
  expect(reports).toEqual([])
}, 30_000)

test('when the first answer to every read is lost, nothing changes', async () => {
  let reads = 0
  const { lease } = await useLease('reads', ({ method }) => method === 'GET' && ++reads % 2 === 1)
  expect(lease).toMatchObject({ fencing: 1, renewal: 1, holder: null })
}, 30_000)
