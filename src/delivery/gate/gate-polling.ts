import type { Polling } from '../../core/pacing/poll.ts'

/**
 * How the gate asks for what takes effect after a while, for so many seconds. A pause is about a tenth of the time waited so far:
 * little is lost when the answer comes early, and little is asked when it comes late.
 */
export function gatePolling(limitSeconds: number): Polling {
  return { first: 40, longest: 1000, growth: 1.1, limit: limitSeconds * 1000 }
}
