import type { ReadLease } from './lease-record.ts'

/** What a run that wants a lease may do now. */
export type Acquisition =
  /** The lease is free: there was none, or the last holder gave it back. */
  | { readonly kind: 'take' }
  /** Its holder did not renew it within its declared time to live. */
  | { readonly kind: 'take-over' }
  | { readonly kind: 'wait'; readonly milliseconds: number }

/**
 * Decides by watching and never compares clocks. A lease has expired when the waiting run has seen the same version for
 * the whole time that its holder declared.
 * @param watchedMilliseconds how long the waiting run has seen this version, by its own clock
 */
export function planAcquisition(found: ReadLease | undefined, watchedMilliseconds: number): Acquisition {
  if (found === undefined || found.lease.holder === null) return { kind: 'take' }
  const left = found.lease.secondsToLive * 1000 - watchedMilliseconds
  return left <= 0 ? { kind: 'take-over' } : { kind: 'wait', milliseconds: left }
}
