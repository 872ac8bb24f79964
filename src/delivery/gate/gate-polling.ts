import type { Polling } from '../../core/pacing/poll.ts'

/**
 * How the gate polls for a result that takes effect after a delay, up to a limit in seconds. Each pause is about a
 * tenth of the time waited so far: short when the result comes early, and few calls when it comes late.
 */
export function gatePolling(limitSeconds: number): Polling {
  return { first: 40, longest: 1000, growth: 1.1, limit: limitSeconds * 1000 }
}
