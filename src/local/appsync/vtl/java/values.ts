import { TemplateError } from '../template-error.ts'

/** A map of Velocity: what Java holds as `Map<String, Object>` is a plain object here. */
export type JavaMap = Record<string, unknown>

/** An entry of `map.entrySet()`. */
export class MapEntry {
  readonly key: string
  readonly value: unknown

  constructor(key: string, value: unknown) {
    this.key = key
    this.value = value
  }
}

/** Functions and properties that the engine gives to templates, such as `$util`. */
export class HostObject {
  readonly members: Readonly<Record<string, unknown>>

  constructor(members: Readonly<Record<string, unknown>>) {
    this.members = members
  }
}

/** Answer of a method table that does not know the method. */
export const absent = Symbol('absent')

export function isMap(value: unknown): value is JavaMap {
  if (typeof value !== 'object' || value === null) return false
  const prototype = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}

/** Sets an entry as data, whatever its key is called. */
export function putEntry(map: JavaMap, key: string, value: unknown): void {
  Object.defineProperty(map, key, { value, writable: true, enumerable: true, configurable: true })
}

/** The value of an entry; null when there is none. */
export function entryOf(map: JavaMap, key: string): unknown {
  return Object.hasOwn(map, key) ? (map[key] ?? null) : null
}

/** Values inside of one value, each as often as it is there. */
export const mostValues = 1_000_000

/**
 * Refuses a list or map with too much in it before it is printed: one that holds itself, or twice what holds twice, has no end.
 * @throws TemplateError above `mostValues`
 */
export function refuseEndless(value: unknown): void {
  const waiting = [value]
  for (let count = 0; waiting.length > 0; count += 1) {
    if (count + waiting.length > mostValues) throw new TemplateError(`A value has more than ${mostValues} values in it`)
    const next = waiting.pop()
    if (Array.isArray(next)) for (const item of next) waiting.push(item)
    else if (isMap(next)) for (const entry of Object.values(next)) waiting.push(entry)
    else if (next instanceof MapEntry) waiting.push(next.value)
  }
}

/**
 * What Java's `toString()` prints: `{a=1, b=[x]}` for a map.
 * @throws TemplateError for a value without an end
 */
export function javaText(value: unknown): string {
  if (typeof value === 'string') return value
  refuseEndless(value)
  return textOf(value)
}

function textOf(value: unknown): string {
  if (value === null || value === undefined) return 'null'
  if (Array.isArray(value)) return `[${value.map(textOf).join(', ')}]`
  if (value instanceof MapEntry) return `${value.key}=${textOf(value.value)}`
  if (value instanceof Uint8Array) return `[B@${value.length.toString(16)}`
  if (value instanceof HostObject) return 'java.lang.Object'
  if (isMap(value))
    return `{${Object.entries(value)
      .map(([key, entry]) => `${key}=${textOf(entry)}`)
      .join(', ')}}`
  return String(value)
}

/** Java's `equals`: by content for lists and maps. @throws TemplateError for a value without an end */
export function javaEquals(left: unknown, right: unknown): boolean {
  if (left === right) return true
  refuseEndless(left)
  refuseEndless(right)
  return areEqual(left, right)
}

function areEqual(left: unknown, right: unknown): boolean {
  if (left === right || ((left ?? null) === null && (right ?? null) === null)) return true
  if (Array.isArray(left) && Array.isArray(right)) {
    return left.length === right.length && left.every((item, index) => areEqual(item, right[index]))
  }
  if (isMap(left) && isMap(right)) {
    const keys = Object.keys(left)
    return (
      keys.length === Object.keys(right).length &&
      keys.every((key) => Object.hasOwn(right, key) && areEqual(left[key], right[key]))
    )
  }
  return false
}
