import type { ReadLease } from './lease-record.ts'

/** What somebody who wants a lease may do now. */
export type Acquisition =
  /** It is free: nobody had it, or the last holder gave it back. */
  | { readonly kind: 'take' }
  /** Its holder did not renew it for as long as it said that it would live. */
  | { readonly kind: 'take-over' }
  | { readonly kind: 'wait'; readonly milliseconds: number }

/**
 * Decides by watching, never by comparing clocks: a lease has expired when the one who wants it has seen the same version
 * for the whole time that its holder declared.
 * @param watchedMilliseconds for how long this very version has been seen, by the clock of the one who wants it
 */
export function planAcquisition(found: ReadLease | undefined, watchedMilliseconds: number): Acquisition {
  if (found === undefined || found.lease.holder === null) return { kind: 'take' }
  const left = found.lease.secondsToLive * 1000 - watchedMilliseconds
  return left <= 0 ? { kind: 'take-over' } : { kind: 'wait', milliseconds: left }
}
