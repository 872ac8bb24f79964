import { canonicalJson } from '../canonical-json.ts'
import type { Plan, PlannedChange } from './plan.ts'

/** What a plan has become since it was approved, one line each; empty when nothing that counts differs. */
export function planDifference(approved: Plan, now: Plan): string[] {
  return [
    ...facts.flatMap(([key, name]) =>
      canonicalJson(approved[key] ?? '') === canonicalJson(now[key] ?? '')
        ? []
        : [`${name}: ${shown(approved[key])} → ${shown(now[key])}`],
    ),
    ...changeDifference(approved.changes, now.changes),
  ]
}

const facts = [
  ['kind', 'kind'],
  ['stack', 'stack'],
  ['account', 'account'],
  ['region', 'region'],
  ['templateDigest', 'template'],
  ['parametersDigest', 'parameter values'],
  ['parameters', 'parameters'],
  ['tags', 'tags'],
  ['capabilities', 'capabilities'],
  ['roleArn', 'role'],
  ['disableRollback', 'disable-rollback'],
  ['runs', 'release that runs there'],
  ['artifactWriters', 'who may write to an artifact bucket'],
  ['lastEvent', 'last event of the stack'],
] as const satisfies readonly (readonly [keyof Plan, string])[]

function changeDifference(approved: readonly PlannedChange[], now: readonly PlannedChange[]): string[] {
  const then = new Map(approved.map((change) => [change.resource, change]))
  const today = new Map(now.map((change) => [change.resource, change]))
  const names = [...new Set([...then.keys(), ...today.keys()])].sort()
  return names.flatMap((name) => {
    const [before, after] = [then.get(name), today.get(name)]
    const [left, right] = [line(before), line(after)]
    return left === right ? [] : [`${name}: ${left} → ${right}`]
  })
}

function line(change: PlannedChange | undefined): string {
  if (change === undefined) return 'no change'
  const risks = change.risks.map(({ label, text }) => `${label}: ${text}`)
  const properties = change.properties.length === 0 ? '' : ` (${change.properties.join(', ')})`
  return [`${change.effect}${properties}`, ...risks].join('; ')
}

function shown(value: unknown): string {
  if (typeof value === 'string') return /^[0-9a-f]{64}$/.test(value) ? value.slice(0, 12) : value
  return value === undefined ? 'none' : canonicalJson(value)
}
