import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { acquireLease } from '../../src/delivery/lease/acquire-lease.ts'
import { keepLease } from '../../src/delivery/lease/keep-lease.ts'
import { readLease } from '../../src/delivery/lease/lease-record.ts'
import { withLease } from '../../src/delivery/lease/with-lease.ts'
import { testContext } from '../support/test-context.ts'
import { type LeaseStore, leaseStores } from './lease-stores.ts'

/* The machine's own clock, and leases that live for a second. */
describe.each(leaseStores)('a lease in %s', (_name, open) => {
  let store: LeaseStore
  beforeAll(async () => {
    store = await open()
  }, 60_000)
  afterAll(() => store.close())

  const use = (environment: string) => ({
    objects: store.objects,
    bucket: 'bucket',
    application: 'parking',
    environment,
    purpose: 'test',
    secondsToLive: 1,
    waitSeconds: 30,
  })
  const abandoned = (environment: string, id: string) => {
    const { purpose, waitSeconds, secondsToLive, ...place } = use(environment)
    const context = testContext({ run: { host: 'test', id } })
    return acquireLease({ place, purpose, waitSeconds, secondsToLive }, context)
  }

  test('only one of several at once has it, and each gets a higher fencing number', async () => {
    const fencing: number[] = []
    let inside = 0
    let most = 0
    const work = () =>
      withLease(use('crowd'), testContext(), async (lease) => {
        most = Math.max(most, ++inside)
        fencing.push(lease.fencing)
        await lease.confirm()
        inside -= 1
      })
    await Promise.all([work(), work(), work(), work()])
    expect(most).toBe(1)
    expect(fencing).toEqual([1, 2, 3, 4])
  }, 30_000)

  test('it is given back when the work fails, and the failure is what is thrown', async () => {
    const failing = withLease(use('failure'), testContext(), async () => {
      throw new Error('the work failed')
    })
    await expect(failing).rejects.toThrow('the work failed')
    expect((await readLease(use('failure')))?.lease).toMatchObject({ fencing: 1, holder: null })
  })

  test('it is given back when the run is interrupted', async () => {
    const interruption = new AbortController()
    const interrupted = withLease(
      use('interruption'),
      testContext({ signal: interruption.signal }),
      (_lease, signal) => {
        interruption.abort(new Error('interrupted'))
        return Promise.reject(signal.reason)
      },
    )
    await expect(interrupted).rejects.toThrow('interrupted')
    expect((await readLease(use('interruption')))?.lease.holder).toBeNull()
  })

  test('a holder that renews it keeps it for many times its time to live', async () => {
    const other = testContext()
    const { clock } = other
    await withLease(use('renewed'), testContext(), async (lease) => {
      const start = clock.elapsed()
      const waiting = withLease({ ...use('renewed'), waitSeconds: 3 }, other, async () => 'taken')
      await expect(waiting).rejects.toMatchObject({ reason: 'lease-held', outcome: 'still-running' })
      expect(clock.elapsed() - start).toBeGreaterThan(2_900)
      await lease.confirm()
    })
  }, 30_000)

  test('that of a dead holder is taken over after its time to live, and the new holder says from whom', async () => {
    await abandoned('dead', 'one')
    const context = testContext()
    const start = context.clock.elapsed()
    const fencing = await withLease(use('dead'), context, async (lease) => lease.fencing)
    expect(context.clock.elapsed() - start).toBeGreaterThan(999)
    expect(fencing).toBe(2)
    expect(context.reports).toEqual([
      { kind: 'note', text: expect.stringMatching(/^dead of parking: waiting for test run one \(test\), since 20/) },
      { kind: 'note', text: 'dead: test run one (test) has not renewed its lease for 1 s; this run takes it over' },
    ])
  }, 30_000)

  test('a holder that slept through a takeover writes nothing more, and takes nothing from the new one', async () => {
    const asleep = testContext({ clock: { ...testContext().clock, sleep: () => new Promise(() => {}) } })
    const place = use('asleep')
    const sleeper = keepLease(place, await abandoned('asleep', 'one'), asleep)
    await withLease(use('asleep'), testContext({ run: { host: 'test', id: 'two' } }), async (lease) => {
      await expect(sleeper.confirm()).rejects.toMatchObject({
        reason: 'lease-lost',
        outcome: 'superseded',
        message: 'the lease of asleep of parking is no longer ours: test run two (test)',
      })
      expect(sleeper.lost.aborted).toBe(true)
      await lease.confirm()
    })
  }, 30_000)

  test('work is interrupted when its lease is taken away', async () => {
    const work = withLease(use('removed'), testContext(), async (_lease, signal) => {
      const { lease, etag } = (await readLease(use('removed')))!
      const other = new TextEncoder().encode(JSON.stringify({ ...lease, holder: { ...lease.holder, id: 'other' } }))
      const written = await store.objects.replace('bucket', 'locks/parking/removed.json', other, etag)
      expect(written).toBe('replaced')
      await new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
    })
    await expect(work).rejects.toMatchObject({ reason: 'lease-lost' })
    expect((await readLease(use('removed')))?.lease.holder?.id).toBe('other')
  }, 30_000)
})
