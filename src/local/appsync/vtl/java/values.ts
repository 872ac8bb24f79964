import { TemplateError } from '../template-error.ts'

/** A map of Velocity: a `Map<String, Object>` of Java is a plain object here. */
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

/** An object of the engine with functions and properties for templates, such as `$util`. */
export class HostObject {
  readonly members: Readonly<Record<string, unknown>>

  constructor(members: Readonly<Record<string, unknown>>) {
    this.members = members
  }
}

/** Result of a method table that does not have the method. */
export const absent = Symbol('absent')

export function isMap(value: unknown): value is JavaMap {
  if (typeof value !== 'object' || value === null) return false
  const prototype = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}

/** Sets an entry as plain data, even for a key such as `__proto__`. */
export function putEntry(map: JavaMap, key: string, value: unknown): void {
  Object.defineProperty(map, key, { value, writable: true, enumerable: true, configurable: true })
}

/** The value of an entry; null if the map does not have it. */
export function entryOf(map: JavaMap, key: string): unknown {
  return Object.hasOwn(map, key) ? (map[key] ?? null) : null
}

/** Limit of the values inside one value; a value counts each time it appears. */
export const mostValues = 1_000_000

/**
 * Refuses a list or map with too many values before it is printed. One that contains itself would never end, and one
 * that contains another twice, which again contains another twice, grows exponentially.
 * @throws TemplateError above `mostValues`
 */
export function refuseEndless(value: unknown): void {
  const waiting = [value]
  for (let count = 0; waiting.length > 0; count += 1) {
    if (count + waiting.length > mostValues) throw new TemplateError(`A value contains more than ${mostValues} values`)
    const next = waiting.pop()
    if (Array.isArray(next)) for (const item of next) waiting.push(item)
    else if (isMap(next)) for (const entry of Object.values(next)) waiting.push(entry)
    else if (next instanceof MapEntry) waiting.push(next.value)
  }
}

/**
 * The result of Java's `toString()`, such as `{a=1, b=[x]}` for a map.
 * @throws TemplateError for a value that is too large, or contains itself
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

/** Java's `equals`: lists and maps by content. @throws TemplateError for a value that is too large */
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
