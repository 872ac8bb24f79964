import { TemplateError } from '../template-error.ts'
import { absent, entryOf, isMap, type JavaMap, javaEquals, javaText, MapEntry, putEntry } from './values.ts'

/** Methods of java.util.Map (Java 8); `absent` for others. */
export function callMapMethod(target: JavaMap, name: string, values: readonly unknown[]): unknown {
  const method = Object.hasOwn(methods, name) ? methods[name] : undefined
  return method ? method(target, ...values) : absent
}

const methods: Readonly<Record<string, (target: JavaMap, ...values: readonly unknown[]) => unknown>> = {
  clear: (target) => {
    for (const key of Object.keys(target)) delete target[key]
  },
  containsKey: (target, key) => Object.hasOwn(target, javaText(key)),
  containsValue: (target, value) => Object.values(target).some((other) => javaEquals(value, other)),
  entrySet: (target) => Object.entries(target).map(([key, value]) => new MapEntry(key, value)),
  get: (target, key) => entryOf(target, javaText(key)),
  getOrDefault: (target, key, value) => (Object.hasOwn(target, javaText(key)) ? entryOf(target, javaText(key)) : value),
  isEmpty: (target) => Object.keys(target).length === 0,
  keySet: (target) => Object.keys(target),
  put,
  putAll: (target, other) => {
    if (!isMap(other)) throw new TemplateError(`expected a Map, got ${javaText(other)}`)
    for (const [key, value] of Object.entries(other)) putEntry(target, key, value)
  },
  putIfAbsent: (target, key, value) => entryOf(target, javaText(key)) ?? put(target, key, value),
  remove: (target, key) => {
    const before = entryOf(target, javaText(key))
    delete target[javaText(key)]
    return before
  },
  replace: (target, key, value) => (Object.hasOwn(target, javaText(key)) ? put(target, key, value) : null),
  size: (target) => Object.keys(target).length,
  values: (target) => Object.values(target),
}

/** Returns the former value, as Java does. */
function put(target: JavaMap, key: unknown, value: unknown): unknown {
  const before = entryOf(target, javaText(key))
  putEntry(target, javaText(key), value ?? null)
  return before
}
