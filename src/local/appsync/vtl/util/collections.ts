import { isMap, type JavaMap, javaEquals, javaText, putEntry } from '../java/values.ts'
import { TemplateError } from '../template-error.ts'

/** `$util.list` (developer guide, "List helpers"). */
export function listUtil(): Record<string, unknown> {
  return {
    copyAndRetainAll: (list: unknown, wanted: unknown) => listOf(list).filter((item) => contains(listOf(wanted), item)),
    copyAndRemoveAll: (list: unknown, unwanted: unknown) =>
      listOf(list).filter((item) => !contains(listOf(unwanted), item)),
    sortList,
  }
}

/** `$util.map` (developer guide, "Map helpers"). */
export function mapUtil(): Record<string, unknown> {
  return {
    copyAndRetainAllKeys: (map: unknown, keys: unknown) => pick(map, (key) => contains(listOf(keys), key)),
    copyAndRemoveAllKeys: (map: unknown, keys: unknown) => pick(map, (key) => !contains(listOf(keys), key)),
  }
}

/** Largest list that is sorted. */
const sortLimit = 1000

function sortList(list: unknown, descending: unknown, field: unknown): unknown[] {
  const items = listOf(list)
  if (items.length > sortLimit)
    throw new TemplateError(`sortList takes ${sortLimit} items at most, got ${items.length}`)
  const kinds = new Set(items.map((item) => (isMap(item) ? 'map' : typeof item)))
  if (kinds.size > 1) return items
  const keyOf = (item: unknown) => (isMap(item) ? item[javaText(field)] : item)
  return [...items].sort((left, right) => order(keyOf(left), keyOf(right)) * (descending === true ? -1 : 1))
}

function order(left: unknown, right: unknown): number {
  if (typeof left === 'number' && typeof right === 'number') return left - right
  const [first, second] = [javaText(left), javaText(right)]
  return first < second ? -1 : first > second ? 1 : 0
}

function pick(map: unknown, wanted: (key: string) => boolean): JavaMap {
  if (!isMap(map)) throw new TemplateError(`expected a Map, got ${javaText(map)}`)
  const copy: JavaMap = {}
  for (const [key, value] of Object.entries(map)) if (wanted(key)) putEntry(copy, key, value)
  return copy
}

function contains(list: readonly unknown[], item: unknown): boolean {
  return list.some((other) => javaEquals(item, other))
}

function listOf(value: unknown): unknown[] {
  if (Array.isArray(value)) return value
  throw new TemplateError(`expected a List, got ${javaText(value)}`)
}
