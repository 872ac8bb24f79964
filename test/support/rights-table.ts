import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { packageRoot } from '../../src/system/package-root.ts'
import { nameOf, type Right } from './rendered-rights.ts'
import { toleratedRights, unusedRights } from './unused-rights.ts'

/** A right, and what stopped without it: an action of the pipeline, or a command. */
export interface ProvenRow extends Omit<Right, 'account'> {
  readonly at: string
}

/** What a rehearsal wrote: see `bench/rights.ts`. */
export function provenRows(): readonly ProvenRow[] {
  return recorded('proven-rights.json') as readonly ProvenRow[]
}

/** Rights that no rehearsal withheld so far, by the reason. */
function untriedRights(): ReadonlyMap<string, string> {
  const reasons = recorded('untried-rights.json') as Readonly<Record<string, readonly string[]>>
  return new Map(Object.entries(reasons).flatMap(([reason, names]) => names.map((name) => [name, reason] as const)))
}

const recorded = (file: string): unknown =>
  JSON.parse(readFileSync(join(packageRoot(), 'test', 'support', file), 'utf8'))

/** What is known of a right; undefined for one that nobody tried and that nobody gave a reason for. */
export function factOf(right: Right, rows: readonly ProvenRow[]): string | undefined {
  const name = nameOf(right)
  const row = rows.find((each) => nameOf({ ...right, ...each }) === name)
  if (row !== undefined) return `fails: \`${row.at}\``
  const [unused, tolerated, untried] = [unusedRights, toleratedRights, untriedRights()].map((known) => known.get(name))
  if (unused !== undefined) return `not used: ${unused}`
  if (tolerated !== undefined) return `goes on: ${tolerated}`
  return untried === undefined ? undefined : `not tried: ${untried}`
}

/** The rights of all roles with what happens without each, a role to a section. */
export function renderRightsTable(rights: readonly Right[], rows: readonly ProvenRow[]): string {
  const roles = [...new Set(rights.map(({ role }) => role))]
  const sections = roles.map((role) => {
    const own = rights.filter((right) => right.role === role)
    const lines = own.map((right) => `| ${right.sid} | \`${right.action}\` | ${factOf(right, rows) ?? '?'} |`)
    return [`### ${role}`, '', '| statement | right | without it |', '|---|---|---|', ...lines].join('\n')
  })
  return sections.join('\n\n')
}
