import { expect, test } from '@jest/globals'
import type { GateServices } from '../../src/core/ports/gate-services.ts'
import { type GateWorld, gateWorld } from '../support/gate-world.ts'
import { inMemoryEnvironment } from '../support/in-memory-gate-services.ts'

/* A gate that is killed at each of its calls, to the services of AWS and to the application, and then run once more. */
interface MortalGate {
  readonly world: GateWorld
  /** Runs, and is killed at a call: neither this one arrives nor any after it. */
  run(killAt?: number): Promise<{ readonly verdict: string; readonly calls: number }>
}

const killed = new Error('killed')

async function mortalGate(): Promise<MortalGate> {
  let [calls, killAt] = [0, Number.POSITIVE_INFINITY]
  let gone = new AbortController()
  const arrives = () => {
    if (calls === killAt) gone.abort(killed)
    calls += 1
    return !gone.signal.aborted
  }
  const environment = inMemoryEnvironment()
  const world = await gateWorld({ ...environment, services: counting(environment.services, arrives) })
  world.desk.faults.interferes = () => (arrives() ? undefined : 'destroy')
  return {
    world,
    async run(at = Number.POSITIVE_INFINITY) {
      ;[calls, killAt, gone] = [0, at, new AbortController()]
      const verdict = await world.run({ settleSeconds: 0 }, gone.signal).then(
        (report) => report.verdict,
        (error) => String(error.message),
      )
      return { verdict, calls }
    },
  }
}

function counting(services: GateServices, arrives: () => boolean): GateServices {
  const counted = <T extends object>(port: T): T =>
    new Proxy(port, {
      get(target, name) {
        const method: unknown = Reflect.get(target, name)
        if (typeof method !== 'function') return method
        return async (...args: unknown[]) => {
          if (!arrives()) throw killed
          const answer = await method.apply(target, args)
          return name === 'observe' ? counted(answer) : answer
        }
      },
    })
  return { users: counted(services.users), tables: counted(services.tables), bus: counted(services.bus) }
}

async function killedAndRunAgain(call: number) {
  const { world, run } = await mortalGate()
  try {
    const first = await run(call)
    const again = await run()
    return { call, first: first.verdict, again: again.verdict, rules: world.environment.rules.size }
  } finally {
    await world.desk.stop()
  }
}

test('a gate that is killed at any call passes in the next run, which leaves no rule behind', async () => {
  const whole = await mortalGate()
  const { verdict, calls } = await whole.run()
  await whole.world.desk.stop()
  expect([verdict, calls > 30]).toEqual(['passed', true])
  const found: Awaited<ReturnType<typeof killedAndRunAgain>>[] = []
  for (let call = 0; call < calls; call += 8)
    found.push(
      ...(await Promise.all(
        Array.from({ length: Math.min(8, calls - call) }, (_, at) => killedAndRunAgain(call + at)),
      )),
    )
  expect(found).toEqual(
    found.map(({ call }) => ({ call, first: expect.not.stringMatching(/^passed$/), again: 'passed', rules: 0 })),
  )
}, 60_000)
