import { isRecord } from '../../../core/documents/is-record.ts'
import type { ChangeDetail, ResourceChange } from '../../../core/ports/stacks.ts'
import { defined } from '../../../core/run/defined.ts'
import { own } from '../../../core/run/own.ts'
import { unknownPart } from '../../template/resolved-text.ts'
import type { Template } from '../../template/template.ts'
import type { StackValues } from '../../template/template-values.ts'
import { isRewritten } from '../../template/validate-template.ts'
import type { ChangeTree } from '../build-plan.ts'
import type { PlannedChange } from '../plan.ts'
import { leafText } from './leaf-text.ts'
import { serviceValues, unseenChange } from './service-values.ts'
import { hiddenPart, type ShownScope, shownScope } from './shown-scope.ts'
import { shownValue } from './shown-value.ts'
import type { ValueChange } from './value-change.ts'
import { valueChanges } from './value-changes.ts'

/** The parameters of a stack before and after, as they may be shown. */
export interface ShownSides {
  /** Undefined for a new stack. */
  readonly before: StackValues | undefined
  readonly after: StackValues
}

/** The values that change, by the resource as the plan names it. A resource without an entry could not be compared. */
export type ChangedValues = ReadonlyMap<string, readonly ValueChange[]>

/**
 * Compares the values of all changed resources, nested stacks included. Where macros are used, the templates that they
 * made are compared.
 * @throws StageError `template-invalid` above `resolvingLimits`
 */
export function changedValues(
  tree: ChangeTree,
  changes: readonly PlannedChange[],
  sides: ShownSides,
  mask: ShownScope['mask'],
): ChangedValues {
  const moving = new Set(
    changes.filter(({ effect }) => ['add', 'replace', 'may-replace'].includes(effect)).map(({ resource }) => resource),
  )
  const planned = new Map(changes.map((change) => [change.resource, change]))
  const found = new Map<string, readonly ValueChange[]>()
  const visit = (inner: ChangeTree, values: ShownSides, prefix: string): void => {
    const [former, next] = comparable(inner)
    const before = former && values.before && shownScope(former, values.before, mask)
    const after = next && shownScope(next, values.after, mask)
    for (const change of inner.changeSet.changes) {
      const plan = planned.get(prefix + change.logicalId)
      if (plan === undefined) continue
      const pair = { before: shownOf(change, before), after: shownOf(change, after) }
      const valued = inner.valued?.find(({ logicalId }) => logicalId === change.logicalId)?.details ?? []
      const changed = resourceChanges(change, plan, pair, { moving, prefix, mask, valued })
      if (changed !== undefined) found.set(plan.resource, changed)
      const nested = inner.nested.get(change.logicalId)
      if (nested !== undefined) visit(nested, nestedSides(pair, values), `${prefix}${change.logicalId}/`)
    }
  }
  visit(tree, sides, '')
  return found
}

/** Both templates as macros expanded them, or both as they were given: an expanded one has other resources. */
function comparable({ before, after, processed, processedBefore }: ChangeTree): readonly (Template | undefined)[] {
  const readable = before === undefined || processedBefore !== undefined || !isRewritten(before)
  return readable ? [processedBefore ?? before, processed ?? after] : [before, after]
}

/** The properties of a resource, with those of its attributes that decide what happens to it. */
function shownOf({ logicalId }: ResourceChange, scope: ShownScope | undefined): Properties | undefined {
  const resource = scope && own(scope.template.Resources, logicalId)
  if (scope === undefined || !isRecord(resource)) return undefined
  const { Properties, Type, DeletionPolicy, UpdateReplacePolicy } = resource
  const shown = shownValue(Properties ?? {}, scope)
  const attributes = defined({ Type, DeletionPolicy, UpdateReplacePolicy })
  return { ...(isRecord(shown) ? shown : {}), ...(shownValue(attributes, scope) as Properties) }
}

type Properties = Readonly<Record<string, unknown>>

interface ValueSources {
  /** Resources that are made anew. */
  readonly moving: ReadonlySet<string>
  /** Of the names of resources in this stack. */
  readonly prefix: string
  readonly mask: ShownScope['mask']
  /** The details of this change with values of the service. */
  readonly valued: readonly ChangeDetail[]
}

function resourceChanges(
  change: ResourceChange,
  { resource, effect, properties }: PlannedChange,
  { before, after }: { readonly before: Properties | undefined; readonly after: Properties | undefined },
  { moving, prefix, mask, valued }: ValueSources,
): readonly ValueChange[] | undefined {
  if (effect === 'remove') return []
  if (effect === 'add' || effect === 'import') return valueChanges(undefined, without(after, ['Type']))
  if (before === undefined || after === undefined) return undefined
  const changed = valueChanges(before, after)
  const tops = [...new Set(properties.map((path) => path.split('.')[0]!))]
  const unseen = tops
    .filter((top) => !changed.some(({ path }) => path.split(/[.[]/, 1)[0] === top))
    .flatMap((top) => {
      const details = change.details.filter(({ target }) => target === top)
      const shown = { before: own(before, top), after: own(after, top) }
      const given = serviceValues(valued, top, shown, mask)
      if (given.length > 0) return given
      const cause = details.flatMap((detail) => detail.cause?.split('.')[0] ?? [])
      const made = cause.find((id) => moving.has(prefix + id) && prefix + id !== resource)
      if (made !== undefined) return [unseenChange(top, shown.after, `of the new ${made}`)]
      const hides = JSON.stringify([shown.before, shown.after]).includes(hiddenPart)
      return hides ? [unseenChange(top, shown.after, 'has a secret, which may change')] : []
    })
  return [...changed, ...unseen]
}

function without(properties: Properties | undefined, names: readonly string[]): Properties {
  return Object.fromEntries(Object.entries(properties ?? {}).filter(([name]) => !names.includes(name)))
}

/** The parameters that an outer stack gives to a nested one, as they may be shown. */
function nestedSides(
  pair: { readonly before: Properties | undefined; readonly after: Properties | undefined },
  outer: ShownSides,
): ShownSides {
  const given = (properties: Properties | undefined, values: StackValues): StackValues => {
    const parameters = isRecord(properties?.Parameters) ? properties.Parameters : {}
    return {
      ...values,
      stack: unknownPart,
      former: {},
      parameters: Object.entries(parameters).map(([name, value]) => ({ name, value: listText(value) })),
    }
  }
  return { before: outer.before && given(pair.before, outer.before), after: given(pair.after, outer.after) }
}

function listText(value: unknown): string {
  if (typeof value === 'string') return value
  return Array.isArray(value) ? value.map(listText).join(',') : leafText(value, '')
}
