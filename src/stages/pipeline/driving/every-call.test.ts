import { expect, test } from '@jest/globals'
import { type DrivenCommand, drivenCommands, drivenShop } from '../../../../test/support/driven-shop.ts'
import type { Fault } from '../../../../test/support/scripted-codepipeline.ts'

/* Each call of each command is disturbed once, by its number. */
const names = Object.keys(drivenCommands) as DrivenCommand[]
const expired: Fault = { code: 'ExpiredTokenException' }

/** How a command ended, and what it did. */
interface End {
  readonly reason: unknown
  readonly outputs: string
  readonly done: readonly string[]
  readonly calls: number
}

/** Runs a command whose calls are disturbed, and the same command again without a disturbance. */
async function endsOf(name: DrivenCommand, faultAt: (call: number) => Fault | undefined): Promise<readonly [End, End]> {
  const shop = await drivenShop(30)
  const { service, done } = shop
  shop.prepare(name)
  service.fault = () => faultAt(service.calls.length)
  const attempt = async (): Promise<End> => {
    const ended = await shop.perform(name).then(
      (outputs) => ({ reason: undefined, outputs: withoutTimes(outputs) }),
      (error: { readonly reason: unknown }) => ({ reason: error.reason, outputs: '' }),
    )
    return { ...ended, done: [...done], calls: service.calls.length }
  }
  try {
    const first = await attempt()
    service.fault = () => undefined
    return [first, await attempt()]
  } finally {
    await service.stop()
  }
}

/** Ids that the service invents, and times, are never the same. */
function withoutTimes(outputs: object): string {
  return JSON.stringify(outputs).replace(
    /\d{4}-\d\d-\d\dT[^"]*|[0-9a-f]{8}(-[0-9a-f]{4}){3}-(?!0000)[0-9a-f]{12}/g,
    '…',
  )
}

/** The ends of one command, with the n-th of its calls disturbed in the n-th of them. */
async function allEnds(name: DrivenCommand, faultAt: (number: number, call: number) => Fault | undefined) {
  const [{ calls, ...undisturbed }] = await endsOf(name, () => undefined)
  const all: (readonly [End, End])[] = []
  for (let number = 1; number <= calls; number += 1) all.push(await endsOf(name, (call) => faultAt(number, call)))
  return { undisturbed, all }
}

const short: readonly (readonly [string, Fault])[] = [
  ['throttled', { code: 'ThrottlingException', message: 'Rate exceeded' }],
  ['answered with 500', { code: 'InternalFailure', status: 500 }],
  ['cut off', 'reset'],
]
test.each(names.flatMap((name) => short.map(([what, fault]) => [name, what, fault] as const)))(
  '%s ends as if nothing had been, whichever of its calls is %s',
  async (name, _, fault) => {
    const { undisturbed, all } = await allEnds(name, (number, call) => (call === number ? fault : undefined))
    expect(undisturbed.done).toEqual(drivenCommands[name].effects)
    expect(all.map(([{ calls: __, ...end }]) => end)).toEqual(all.map(() => undisturbed))
  },
)

test.each(names)(
  '%s ends as if nothing had been when its credentials expire at any call and are renewed',
  async (name) => {
    const { undisturbed, all } = await allEnds(name, (number, call) =>
      call === number + 1 || call === number + 2 ? expired : undefined,
    )
    expect(all.map(([{ calls: _, ...end }]) => end)).toEqual(all.map(() => undisturbed))
  },
)

/** An older approval that cannot be rejected is a warning of a start, which has succeeded. */
const open: readonly unknown[] = ['credentials-expired', 'operation-unknown', undefined]
test.each(names)(
  '%s with credentials that expire at any call and stay so says it, and goes on where it stopped',
  async (name) => {
    const { undisturbed, all } = await allEnds(name, (number, call) => (call >= number ? expired : undefined))
    const reasons = all.map(([first]) => first.reason)
    expect(reasons.filter((reason) => !open.includes(reason))).toEqual([])
    expect(all.map(([, second]) => second.reason)).toEqual(all.map(() => undefined))
    expect(all.map(([, second]) => second.done)).toEqual(all.map(() => undisturbed.done))
  },
)
