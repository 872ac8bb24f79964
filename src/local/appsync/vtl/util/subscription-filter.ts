import { isMap, javaText } from '../java/values.ts'
import { TemplateError } from '../template-error.ts'

export interface FilterRule {
  readonly fieldName: string
  readonly operator: string
  readonly value: unknown
}

/** Groups are joined by OR, the rules of a group by AND (developer guide, "Extensions"). */
export interface SubscriptionFilter {
  readonly filterGroup: readonly { readonly filters: readonly FilterRule[] }[]
}

/**
 * Turns conditions into groups of rules.
 * @param ignored fields that are left out of `conditions`
 * @param strict rules of which at least one has to match
 */
export function toSubscriptionFilter(conditions: unknown, ignored?: unknown, strict?: unknown): SubscriptionFilter {
  const left = Array.isArray(ignored) ? ignored : []
  let groups = allOf(conditions, left)
  const rules = isMap(strict) ? Object.entries(strict).flatMap(([field, condition]) => rulesOf(field, condition)) : []
  if (rules.length > 0) groups = rules.flatMap((rule) => groups.map((group) => [...group, rule]))
  return { filterGroup: groups.map((filters) => ({ filters })) }
}

/** All keys have to match, so the groups are all combinations of what each key allows. */
function allOf(conditions: unknown, ignored: readonly unknown[]): FilterRule[][] {
  if (!isMap(conditions)) throw new TemplateError(`expected a Map as filter, got ${javaText(conditions)}`)
  return Object.entries(conditions)
    .map(([key, condition]) => alternatives(key, condition, ignored))
    .filter((groups) => groups.length > 0)
    .reduce<FilterRule[][]>(
      (product, groups) => product.flatMap((left) => groups.map((right) => [...left, ...right])),
      [[]],
    )
}

function alternatives(key: string, condition: unknown, ignored: readonly unknown[]): FilterRule[][] {
  const parts = Array.isArray(condition) ? condition : [condition]
  if (key === 'or') return parts.flatMap((part) => nonEmpty(allOf(part, ignored)))
  if (key === 'and') {
    return parts
      .map((part) => nonEmpty(allOf(part, ignored)))
      .filter((groups) => groups.length > 0)
      .reduce<FilterRule[][]>(
        (product, groups) => product.flatMap((left) => groups.map((right) => [...left, ...right])),
        [[]],
      )
  }
  return ignored.includes(key) ? [] : rulesOf(key, condition).map((rule) => [rule])
}

function nonEmpty(groups: FilterRule[][]): FilterRule[][] {
  return groups.filter((group) => group.length > 0)
}

function rulesOf(fieldName: string, condition: unknown): FilterRule[] {
  if (!isMap(condition)) throw new TemplateError(`expected conditions for ${fieldName}, got ${javaText(condition)}`)
  return Object.entries(condition).map(([operator, value]) => ({ fieldName, operator, value }))
}
