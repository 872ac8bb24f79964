import { shortIfDigest } from '../../core/text/short-digest.ts'
import { canonicalJson } from '../canonical-json.ts'
import type { Plan, PlannedChange } from './plan.ts'

/**
 * The differences between the approved plan and the plan of now, one line each; empty when nothing relevant differs.
 */
export function planDifference(approved: Plan, now: Plan): string[] {
  const facts = (Object.keys(factNames) as (keyof typeof factNames)[]).flatMap((key) => {
    if (canonicalJson(approved[key] ?? '') === canonicalJson(now[key] ?? '')) return []
    if (key === 'resolvedParameters') return resolvedDifference(approved, now)
    return [`${factNames[key]}: ${shown(approved[key])} → ${shown(now[key])}`]
  })
  return [...facts, ...changeDifference(approved.changes, now.changes)]
}

/** The name of each member of a plan in messages; changes are listed one by one. */
const factNames = {
  formatVersion: 'format of the plan',
  kind: 'kind',
  stack: 'stack',
  account: 'account',
  region: 'region',
  changeSet: 'change set',
  templateDigest: 'template',
  parametersDigest: 'parameter values',
  parameters: 'parameters',
  resolvedParameters: 'values of SSM parameters',
  tags: 'tags',
  capabilities: 'capabilities',
  roleArn: 'role',
  notificationArns: 'notification topics',
  includeNested: 'inclusion of nested stacks',
  importExisting: 'import of existing resources',
  deploymentMode: 'deployment mode',
  disableRollback: 'disable-rollback',
  terminationProtection: 'termination protection',
  runs: 'release that runs now',
  artifactWriters: 'who may write to an artifact bucket',
  lastEvent: 'last event of the stack',
} as const satisfies Readonly<Record<Exclude<keyof Plan, 'changes'>, string>>

function resolvedDifference(approved: Plan, now: Plan): string[] {
  const [then, today] = [approved.resolvedParameters ?? {}, now.resolvedParameters]
  const names = [...new Set([...Object.keys(then), ...Object.keys(today)])].sort()
  return names.flatMap((name) =>
    then[name] === today[name] ? [] : [`${factNames.resolvedParameters}: the value of ${name} changed`],
  )
}

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
  if (typeof value === 'string') return shortIfDigest(value)
  return value === undefined ? 'none' : canonicalJson(value)
}
