import { ForgeError } from '../../core/forge/forge-error.ts'
import { pauseAfter } from '../../core/pacing/back-off.ts'
import type { Clock } from '../../core/ports/clock.ts'
import { again, next } from '../../core/run/next-step.ts'
import { explained } from './explain.ts'
import { type Fault, faultOf } from './fault.ts'

/** Whether a call is tried again after a disturbed one, which may have taken effect. */
export type Repeat<T> =
  /** Any number of times has the effect of one. */
  | 'always'
  /** Only when the request certainly did not arrive. */
  | 'never'
  /** After a look whether it took effect. */
  | { readonly lookUp: () => Promise<T | undefined> }

/** How long a run may wait and try. */
export interface Patience {
  readonly clock: Clock
  readonly signal: AbortSignal
}

const mostTries = 5
const mostLooks = 3
const backOff = { first: 1000, longest: 8000, jitter: 0.3 }
/** Milliseconds that one call waits for limits at most. */
const longestWait = 180_000

/**
 * Tries a call until it is answered.
 * @param what an infinitive, such as `create tags/v1`
 * @throws ForgeError
 */
export async function attempts<T>(
  what: string,
  { clock, signal }: Patience,
  repeat: Repeat<T>,
  call: () => Promise<T>,
): Promise<T> {
  let waited = 0
  for (let tries = 1; ; tries++) {
    const fault = await faultIn(call, clock, signal)
    if (fault.kind === 'none') return fault.value
    if (fault.kind === 'other') throw fault.error
    if (fault.kind === 'refused') throw explained(what, fault.refusal)
    if (fault.kind === 'limited') {
      waited += fault.wait
      if (waited > longestWait || tries >= mostTries) throw limited(what, fault, clock)
      await clock.sleep(fault.wait, signal)
      continue
    }
    if (repeat === 'never' && fault.sent) throw unavailable(what, fault, repeat)
    await clock.sleep(pauseAfter(tries, backOff), signal)
    const found = fault.sent && typeof repeat === 'object' ? await lookedUp(repeat.lookUp, clock, signal) : undefined
    if (found !== undefined) return found
    if (tries >= mostTries) throw unavailable(what, fault, repeat)
  }
}

/** A write may be visible in lists only after a while, so it is looked up more than once before it is repeated. */
async function lookedUp<T>(
  lookUp: () => Promise<T | undefined>,
  clock: Clock,
  signal: AbortSignal,
): Promise<T | undefined> {
  for (let look = 1; ; look++) {
    const found = await lookUp()
    if (found !== undefined || look === mostLooks) return found
    await clock.sleep(pauseAfter(look, backOff), signal)
  }
}

async function faultIn<T>(
  call: () => Promise<T>,
  clock: Clock,
  signal: AbortSignal,
): Promise<Fault | { readonly kind: 'none'; readonly value: T }> {
  signal.throwIfAborted()
  try {
    return { kind: 'none', value: await call() }
  } catch (error) {
    signal.throwIfAborted()
    return faultOf(error, clock)
  }
}

function limited(what: string, { wait, secondary }: Fault & { kind: 'limited' }, clock: Clock): ForgeError {
  const free = new Date(clock.now().getTime() + wait).toISOString().slice(11, 19)
  return new ForgeError(
    'rate-limited',
    `GitHub did not ${what}: the ${secondary ? 'secondary ' : ''}rate limit of the token is used up until ${free} UTC`,
    { hint: next`${again} after that, or give a token of its own` },
  )
}

function unavailable(what: string, { words, cause, sent }: Fault & { kind: 'disturbed' }, repeat: unknown): ForgeError {
  const maybeDone = sent && repeat !== 'always'
  const doubt = maybeDone ? '; it may have taken effect' : ''
  return new ForgeError('unavailable', `GitHub did not answer to ${what}: ${words}${doubt}`, {
    hint: next`${again} in a minute`,
    maybeDone,
    cause,
  })
}
