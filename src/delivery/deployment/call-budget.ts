import type { Clock } from '../../core/ports/clock.ts'
import type { Stacks } from '../../core/ports/stacks.ts'

/**
 * A token bucket for calls that only watch: CloudFormation throttles an account at about five calls a second, so all
 * that follow operations of one account through one client share two a second, and a burst at the start.
 */
export interface CallBudget {
  /** Waits until a call may be made. */
  take(signal?: AbortSignal): Promise<void>
  /** Halves the rate; it recovers with each answer. */
  throttled(): void
  answered(): void
}

const callsPerSecond = 2
const burst = 8
const budgets = new WeakMap<Stacks, CallBudget>()

/** The budget that belongs to these stacks, one for all who use them. */
export function budgetOf(stacks: Stacks, clock: Clock): CallBudget {
  const known = budgets.get(stacks)
  if (known !== undefined) return known
  const made = callBudget(clock)
  budgets.set(stacks, made)
  return made
}

/** A new bucket, full. */
export function callBudget(clock: Clock): CallBudget {
  let tokens = burst
  let at = clock.elapsed()
  let share = 1
  return {
    async take(signal) {
      const now = clock.elapsed()
      tokens = Math.min(burst, tokens + ((now - at) / 1000) * callsPerSecond * share)
      at = now
      tokens -= 1
      if (tokens < 0) await clock.sleep((-tokens / (callsPerSecond * share)) * 1000, signal)
    },
    throttled() {
      tokens = Math.min(tokens, 0)
      share = Math.max(0.1, share / 2)
    },
    answered() {
      share = Math.min(1, share * 1.5)
    },
  }
}
