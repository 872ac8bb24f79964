import { expect, test } from '@jest/globals'
import type { FaultKind } from '../support/github-api/faults.ts'
import { type GitHubWorld, githubWorld } from '../support/github-world.ts'
import { cases, type ForgeCase } from './cases.ts'

/** Runs a case in a world of its own, with a fault at one of its calls. */
async function trial<T>(
  { before }: ForgeCase,
  work: (world: GitHubWorld, prepared: unknown) => Promise<T>,
): Promise<T> {
  const world = await githubWorld()
  try {
    const prepared = await before?.(world, world.forge)
    const result = await work(world, prepared)
    expect(world.api.violations).toEqual([])
    return result
  } finally {
    await world.api.close()
  }
}

/** How the run ended and what is there then, without ids and times. */
async function outcome(given: ForgeCase, fault?: FaultKind, at = 1) {
  return trial(given, async (world, prepared) => {
    const first = world.api.calls.length
    if (fault) world.api.faults.push({ ...fault, when: ({ number }) => number === first + at })
    const start = world.clock.elapsed()
    const result = await given.run(world.forge, world, prepared).catch((error: unknown) => ({ failed: error }))
    const waited = world.clock.elapsed() - start
    return {
      result,
      state: stateOf(world),
      calls: world.api.calls.length - first,
      unused: world.api.faults.length,
      waited,
    }
  })
}

const lists = [
  'pulls',
  'comments',
  'releases',
  'deployments',
  'deploymentStatuses',
  'checks',
  'statuses',
  'runs',
  'dispatches',
] as const

function stateOf({ repository }: GitHubWorld) {
  return plain({
    refs: repository.git.refs('refs/'),
    ...Object.fromEntries(lists.map((name) => [name, repository[name]])),
  })
}

/** Ids and times differ between runs. */
function plain(value: unknown): unknown {
  const text = JSON.stringify(value, (name, member) => (name === 'madeBy' ? undefined : member)) ?? 'null'
  return JSON.parse(
    text.replace(/"\d{4}-\d\d-\d\dT[\d:.]+Z"/g, '"time"').replace(/(?<![0-9a-f])\d{4,}(?![0-9a-f])/g, '9'),
  )
}

test('every function of the port has a case', async () => {
  const { api, forge } = await githubWorld()
  await api.close()
  const names = Object.entries(forge).flatMap(([name, member]) =>
    typeof member === 'function'
      ? [name]
      : typeof member === 'string'
        ? []
        : Object.keys(member as object).map((each) => `${name}.${each}`),
  )
  expect(cases.map(({ name }) => name).sort()).toEqual(names.sort())
})

test.each(cases)('$name does what it says', async (given) => {
  const { result } = await outcome(given)
  if (given.gives === undefined) expect(result).toBeUndefined()
  else expect(holding(result)).toEqual(holding(given.gives, result))
})

/** What is expected may leave members out, at every depth. */
function holding(expected: unknown, actual: unknown = expected): unknown {
  if (Array.isArray(expected))
    return expected.map((each, index) => holding(each, (actual as unknown[] | undefined)?.[index]))
  const isPlain =
    typeof expected === 'object' && expected !== null && Object.getPrototypeOf(expected) === Object.prototype
  if (!isPlain || expected === actual) return expected
  const members = Object.entries(expected).map(([name, each]) => [
    name,
    holding(each, (actual as Record<string, unknown>)?.[name]),
  ])
  return expect.objectContaining(Object.fromEntries(members))
}

const faults: readonly (FaultKind & { readonly waits?: number })[] = [
  { kind: 'status', status: 502 },
  { kind: 'cut' },
  { kind: 'cut-after' },
  { kind: 'status-after', status: 504 },
  { kind: 'secondary-limit', retryAfter: 7, waits: 7000 },
  { kind: 'secondary-limit', status: 429, waits: 60_000 },
]

/** Half of the faults at one call, the others at the next, so that each call and each fault is met. */
function threeOf(call: number): readonly (typeof faults)[number][] {
  return faults.filter((_, index) => index % 2 === call % 2)
}

test.each(cases)(
  '$name ends the same with a fault at any of its calls',
  async (given) => {
    const clean = await outcome(given)
    for (let call = 1; call <= clean.calls; call++)
      for (const fault of threeOf(call)) {
        const faulty = await outcome(given, fault, call)
        const where = `${fault.kind} at call ${call}`
        expect([where, faulty.unused]).toEqual([where, 0])
        expect(faulty.waited).toBeGreaterThanOrEqual(fault.waits ?? 0)
        if (given.neverRepeated && !fault.kind.endsWith('limit')) {
          expect(faulty.result).toMatchObject({
            failed: { kind: 'unavailable', reason: 'service-unavailable', maybeDone: true },
          })
          expect([where, faulty.calls]).toEqual([where, clean.calls])
          continue
        }
        expect([where, plain(faulty.result)]).toEqual([where, plain(clean.result)])
        if (!given.mayComeTwice) expect([where, faulty.state]).toEqual([where, clean.state])
      }
  },
  120_000,
)

const everything = ['contents', 'pull_requests', 'issues', 'checks', 'statuses', 'deployments', 'actions']

test.each(cases.filter(({ needs }) => needs !== undefined))(
  '$name without its right names it, and changes nothing',
  (given) =>
    trial(given, async (world, prepared) => {
      const granted = everything.filter((name) => name !== given.needs).map((name) => [name, 'write'])
      world.api.tokens.set('poor', { login: 'github-actions[bot]', permissions: Object.fromEntries(granted) })
      const before = stateOf(world)
      const failure = await failureOf(given.run(world.with('poor'), world, prepared))
      expect(failure).toMatchObject({ kind: 'no-right', reason: 'access-denied' })
      const named = new RegExp(`^${given.needs!.replace('_', '-')}: (read|write)$`)
      // The other interface of GitHub does not name the permission.
      const last = world.api.calls.at(-1)!
      if (last.route !== 'POST /graphql') expect(failure).toMatchObject({ permission: expect.stringMatching(named) })
      expect(stateOf(world)).toEqual(before)
    }),
)

test.each(cases)('$name with a token that nobody knows says so, and does not try again', (given) =>
  trial(given, async (world, prepared) => {
    const first = world.api.calls.length
    expect(await failureOf(given.run(world.with('unknown'), world, prepared))).toMatchObject({
      reason: 'credentials-invalid',
    })
    expect(world.api.calls.length - first).toBe(1)
  }),
)

test.each(cases)('$name gives up on a service that stays broken', (given) =>
  trial(given, async (world, prepared) => {
    world.api.faults.push({ kind: 'status', status: 503, when: () => true, times: 100 })
    expect(await failureOf(given.run(world.forge, world, prepared))).toMatchObject({ kind: 'unavailable' })
    world.api.faults.length = 0
  }),
)

async function failureOf(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    (value) => ({ succeeded: value }),
    (error: unknown) => error,
  )
}
