import type { SubscriptionFilter } from '../vtl/util/subscription-filter.ts'

type Fields = Readonly<Record<string, unknown>>

/** Whether a published value matches the subscriber's arguments. An argument that is null matches everything. */
export function matchesArguments(value: unknown, wanted: Fields): boolean {
  const fields = fieldsOf(value)
  return Object.entries(wanted).every(
    ([name, want]) => want === null || want === undefined || sameText(fields[name], want),
  )
}

/** Whether a published value passes the filter that a resolver set: all rules of at least one group match. */
export function matchesFilter(value: unknown, filter: SubscriptionFilter | undefined): boolean {
  if (!filter) return true
  const fields = fieldsOf(value)
  return filter.filterGroup.some(({ filters }) =>
    filters.every(({ fieldName, operator, value: wanted }) => holds(operator, valueAt(fields, fieldName), wanted)),
  )
}

function holds(operator: string, value: unknown, wanted: unknown): boolean {
  const list = Array.isArray(wanted) ? wanted : [wanted]
  switch (operator) {
    case 'eq':
      return sameText(value, wanted)
    case 'ne':
      return !sameText(value, wanted)
    case 'in':
      return list.some((item) => sameText(value, item))
    case 'notIn':
      return !list.some((item) => sameText(value, item))
    case 'contains':
      return Array.isArray(value)
        ? value.some((item) => sameText(item, wanted))
        : String(value).includes(String(wanted))
    case 'notContains':
      return !holds('contains', value, wanted)
    case 'containsAny':
      return list.some((item) => holds('contains', value, item))
    case 'beginsWith':
      return typeof value === 'string' && value.startsWith(String(wanted))
    case 'between':
      return holds('ge', value, list[0]) && holds('le', value, list[1])
    default:
      return compares(operator, value, wanted)
  }
}

function compares(operator: string, value: unknown, wanted: unknown): boolean {
  const comparable = typeof value === typeof wanted && (typeof value === 'number' || typeof value === 'string')
  if (!comparable) return false
  const [left, right] = [value as number, wanted as number]
  if (operator === 'lt') return left < right
  if (operator === 'gt') return left > right
  if (operator === 'le' || operator === 'lte') return left <= right
  return (operator === 'ge' || operator === 'gte') && left >= right
}

/** Compares as text, because an identifier may be a number on one side and a string on the other. */
function sameText(left: unknown, right: unknown): boolean {
  if (left === null || left === undefined) return right === null
  return left === right || String(left) === String(right)
}

function valueAt(fields: Fields, path: string): unknown {
  return path.split('.').reduce<unknown>((value, name) => fieldsOf(value)[name], fields)
}

function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {}
}
