import type { ResourceChange } from '../../core/ports/stacks.ts'
import type { TemplateResource } from '../template/template.ts'
import { createOnlyProperties } from './create-only-properties.ts'
import { changedPaths, isLiteral, valueAt } from './property-changes.ts'

/** Whether a modified resource keeps its identity, and which properties decide that. */
export interface Replacement {
  readonly kind: 'never' | 'possible' | 'always'
  /** The properties that force the replacement. */
  readonly because: readonly string[]
  /** All properties and attributes that change. */
  readonly properties: readonly string[]
}

/**
 * Takes the more careful answer of two: our own table of create-only properties and CloudFormation. `Conditional` from
 * CloudFormation only counts for types outside of the table, because an emulator returns it for every change.
 */
export function replacementOf(
  change: ResourceChange,
  before: TemplateResource | undefined,
  after: TemplateResource | undefined,
): Replacement {
  const ours = changedPaths(before?.Properties, after?.Properties)
  const properties = union(ours, change)
  const table = createOnlyProperties(change.type)
  const moved = before !== undefined && after !== undefined && before.Type !== after.Type
  if (change.replacement === 'True' || moved)
    return { kind: 'always', because: moved ? ['Type'] : culprits(change, properties), properties }
  if (table === undefined) {
    const kind = change.replacement === 'Conditional' ? 'possible' : 'never'
    return { kind, because: kind === 'possible' ? culprits(change, properties) : [], properties }
  }
  const forcing = properties.filter((path) => touches(path, table.always))
  const certain = forcing.filter(
    (path) =>
      ours.includes(path) &&
      isLiteral(valueAt(before?.Properties, path)) &&
      isLiteral(valueAt(after?.Properties, path)),
  )
  if (certain.length > 0) return { kind: 'always', because: certain, properties }
  const possible = [...forcing, ...properties.filter((path) => touches(path, table.sometimes))]
  return { kind: possible.length > 0 ? 'possible' : 'never', because: possible, properties }
}

/** CloudFormation names top-level properties; a finer path from our table wins. */
function union(ours: readonly string[], change: ResourceChange): string[] {
  const theirs = change.details
    .map((detail) => detail.target)
    .filter((target) => !ours.some((path) => path === target || path.startsWith(`${target}.`)))
  return [...new Set([...ours, ...theirs])].sort()
}

function culprits(change: ResourceChange, properties: readonly string[]): string[] {
  const named = change.details
    .filter((detail) => detail.requiresRecreation !== undefined && detail.requiresRecreation !== 'Never')
    .map((detail) => detail.target)
  const table = createOnlyProperties(change.type)
  const known = properties.filter((path) => touches(path, [...(table?.always ?? []), ...(table?.sometimes ?? [])]))
  const found = [...new Set(known.length > 0 ? known : named)].sort()
  return found.length > 0 ? found : [...properties]
}

function touches(path: string, list: readonly string[]): boolean {
  return list.some((entry) => path === entry || path.startsWith(`${entry}.`) || entry.startsWith(`${path}.`))
}
