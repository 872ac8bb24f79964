import type { Clock } from '../../core/ports/clock.ts'
import type { Stacks } from '../../core/ports/stacks.ts'

/**
 * A token bucket for the calls of all deployments through one client. CloudFormation publishes no limit, users report
 * about five calls a second for an account: the rate begins above that, halves with every throttled call and recovers
 * slowly (additive increase, multiplicative decrease), so that many deployments at once share what there is, and an
 * emulator is not waited for.
 */
export interface CallBudget {
  /** Waits until a call may be made. */
  take(signal?: AbortSignal): Promise<void>
  throttled(): void
  answered(): void
}

const highestRate = 10
const lowestRate = 2
const recovery = 0.2
const burst = 20
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
function callBudget(clock: Clock): CallBudget {
  let rate = highestRate
  let tokens = burst
  let at = clock.elapsed()
  let halvedAt = Number.NEGATIVE_INFINITY
  return {
    async take(signal) {
      const now = clock.elapsed()
      tokens = Math.min(burst, tokens + ((now - at) / 1000) * rate) - 1
      at = now
      if (tokens < 0) await clock.sleep((-tokens / rate) * 1000, signal)
    },
    throttled() {
      const now = clock.elapsed()
      tokens = Math.min(tokens, 0)
      // Calls that were under way together are refused together, and count once.
      if (now - halvedAt < 1000) return
      halvedAt = now
      rate = Math.max(lowestRate, rate / 2)
    },
    answered() {
      rate = Math.min(highestRate, rate + recovery)
    },
  }
}
