import { type Decision, nameOf, type Right, roleIn } from './rendered-rights.ts'
import type { WithheldRights } from './withheld-rights.ts'

/** What stopped a delivery: an action, as `Staging/Deploy`, or a command. */
export interface Stopped {
  readonly at: string
  readonly message: string
}

/** A delivery that is tried again and again, each time from where it stopped. */
export interface Delivery {
  /** Goes on until something fails. @returns what failed; nothing when it was delivered */
  goOn(): Promise<readonly Stopped[]>
  /** What was decided since the start, oldest first. */
  decisions(): Promise<readonly Decision[]>
  /** Whether what stopped works with a right. */
  worksWith(at: string, right: Right): boolean
}

/** A right without which a delivery stops. */
export interface ProvenRight extends Stopped {
  readonly right: Right
  /** The call that was denied. */
  readonly denied: Decision
}

/**
 * Delivers with all rights withheld, and gives back one at a time: what failed names the call that was denied, and the
 * right that allows this call is given back. So each step shows one right that is missing, and what fails without it.
 * @returns in the order in which they were missed; a right that is not among them was not needed
 * @throws Error when something fails for another reason
 */
export async function proveRights(
  withheld: WithheldRights,
  delivery: Delivery,
  tell: (proven: ProvenRight) => void = () => {},
): Promise<readonly ProvenRight[]> {
  const proven = new Map<string, ProvenRight>()
  /** Rights that did not let the call through which they seemed to be for. */
  const useless = new Set<string>()
  for (;;) {
    const before = countsOf(await delivery.decisions())
    const stopped = await delivery.goOn()
    if (stopped.length === 0) return [...proven.values()]
    const after = await delivery.decisions()
    const denied = after.filter((one) => one.decision !== 'Allow' && one.count > (before.get(keyOf(one)) ?? 0))
    for (const known of [...proven.values()].filter((each) =>
      denied.some((one) => keyOf(one) === keyOf(each.denied)),
    )) {
      useless.add(`${nameOf(known.right)} ${known.denied.resource}`)
      proven.delete(nameOf(known.right))
      await withheld.takeAgain(known.right)
    }
    // One right can be missing for two actions at once.
    const missed = stopped.map((failure) => blame(failure, denied, withheld, delivery, useless))
    for (const one of new Map(missed.map((found) => [nameOf(found.right), found])).values()) {
      proven.set(nameOf(one.right), one)
      await withheld.giveBack(one.right)
      tell(one)
    }
  }
}

/** @throws Error when no right that is withheld explains a failure */
function blame(
  failure: Stopped,
  denied: readonly Decision[],
  withheld: WithheldRights,
  { worksWith }: Delivery,
  useless: ReadonlySet<string>,
): ProvenRight {
  for (const one of inOrderOfBlame(denied, failure.message)) {
    const allowing = withheld.thatAllow(roleIn(one.principal), one.action, one.resource)
    const right = allowing.find(
      (each) => worksWith(failure.at, each) && !useless.has(`${nameOf(each)} ${one.resource}`),
    )
    if (right !== undefined) return { ...failure, right, denied: one }
  }
  const calls = denied.map(({ principal, action, resource }) => `${roleIn(principal)} ${action} ${resource}`)
  throw new Error([`${failure.at} failed for another reason: ${failure.message}`, ...calls].join('\n'))
}

/** The call that a message names comes first; otherwise it was the last one that was denied. */
function inOrderOfBlame(denied: readonly Decision[], message: string): readonly Decision[] {
  const last = [...denied].reverse()
  const isNamed = ({ action }: Decision) => message.includes(action)
  return [...last.filter(isNamed), ...last.filter((one) => !isNamed(one))]
}

const keyOf = ({ principal, action, resource, decision, sid }: Decision) =>
  [principal, action, resource, decision, sid].join(' ')

function countsOf(all: readonly Decision[]): ReadonlyMap<string, number> {
  return new Map(all.map((one) => [keyOf(one), one.count]))
}
