import { acquireLease, type LeaseContext } from './acquire-lease.ts'
import { keepLease, type Lease } from './keep-lease.ts'
import type { LeasePlace } from './lease-record.ts'

/** A lease, its purpose, and how long to wait for it. */
export interface LeaseUse extends LeasePlace {
  /** The purpose, such as `promote 9f3a61c04e7b`, as waiting runs see it. */
  readonly purpose: string
  /** Default: one hour. */
  readonly waitSeconds?: number | undefined
  /** How long it lives without a renewal, in seconds. Default: 30. */
  readonly secondsToLive?: number
}

const defaultWaitSeconds = 3600
const defaultSecondsToLive = 30

/**
 * Runs work while it holds the lease of an environment, and always gives the lease back (docs/decisions/0006). The work
 * gets a signal that fires when the run is interrupted, or when another run takes over the lease.
 * @throws StageError `lease-held`, `lease-lost`, `lease-unreadable`, or the errors of the work
 */
export async function withLease<T>(
  use: LeaseUse,
  context: LeaseContext,
  work: (lease: Lease, signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const { purpose, waitSeconds = defaultWaitSeconds, secondsToLive = defaultSecondsToLive, ...place } = use
  const taken = await acquireLease({ place, purpose, waitSeconds, secondsToLive }, context)
  const lease = keepLease(place, taken, context)
  try {
    return await work(lease, AbortSignal.any([context.signal, lease.lost]))
  } catch (error) {
    throw lease.lost.aborted ? lease.lost.reason : error
  } finally {
    await lease.release()
  }
}
