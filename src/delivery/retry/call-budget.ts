import type { Clock } from '../../core/ports/clock.ts'

/**
 * A token bucket for the calls of all deployments that share a client. CloudFormation publishes no limit; users report
 * about five calls a second for an account. The rate starts above that, halves with every throttled call and recovers
 * slowly (additive increase, multiplicative decrease). So concurrent deployments share the limit, and an emulator
 * causes no waiting.
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
const budgets = new WeakMap<object, CallBudget>()

/** The budget of one service of an account, shared by all its users. */
export function budgetOf(service: object, clock: Clock): CallBudget {
  const known = budgets.get(service)
  if (known !== undefined) return known
  const made = callBudget(clock)
  budgets.set(service, made)
  return made
}

/** Creates a full bucket. */
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
      // Concurrent calls are refused together, and count once.
      if (now - halvedAt < 1000) return
      halvedAt = now
      rate = Math.max(lowestRate, rate / 2)
    },
    answered() {
      rate = Math.min(highestRate, rate + recovery)
    },
  }
}
