import { acquireLease, type LeaseContext } from './acquire-lease.ts'
import { keepLease, type Lease } from './keep-lease.ts'
import type { LeasePlace } from './lease-record.ts'

/** Which lease, what for, and how long to wait for it. */
export interface LeaseUse extends LeasePlace {
  /** What is done under it, such as `promote 9f3a61c04e7b`, for whoever has to wait. */
  readonly purpose: string
  /** Default: one hour. */
  readonly waitSeconds?: number | undefined
  /** How long it lives without a renewal. Default: 30. */
  readonly secondsToLive?: number
}

const defaultWaitSeconds = 3600
const defaultSecondsToLive = 30

/**
 * Does some work while holding the lease of an environment, and gives it back however the work ends (docs/decisions/0006).
 * The work gets a signal that fires when the run is interrupted, and when another run has taken the lease over.
 * @throws StageError `lease-held`, `lease-lost`, `lease-unreadable`, or what the work throws
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
