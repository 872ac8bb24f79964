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

/** What Java's `toString()` prints: `{a=1, b=[x]}` for a map. */
export function javaText(value: unknown): string {
  if (value === null || value === undefined) return 'null'
  if (Array.isArray(value)) return `[${value.map(javaText).join(', ')}]`
  if (value instanceof MapEntry) return `${value.key}=${javaText(value.value)}`
  if (value instanceof Uint8Array) return `[B@${value.length.toString(16)}`
  if (value instanceof HostObject) return 'java.lang.Object'
  if (isMap(value))
    return `{${Object.entries(value)
      .map(([key, entry]) => `${key}=${javaText(entry)}`)
      .join(', ')}}`
  return String(value)
}

/** Java's `equals`: by content for lists and maps. */
export function javaEquals(left: unknown, right: unknown): boolean {
  if (left === right || ((left ?? null) === null && (right ?? null) === null)) return true
  if (Array.isArray(left) && Array.isArray(right)) {
    return left.length === right.length && left.every((item, index) => javaEquals(item, right[index]))
  }
  if (isMap(left) && isMap(right)) {
    const keys = Object.keys(left)
    return (
      keys.length === Object.keys(right).length &&
      keys.every((key) => Object.hasOwn(right, key) && javaEquals(left[key], right[key]))
    )
  }
  return false
}
