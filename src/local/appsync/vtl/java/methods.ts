import { TemplateError } from '../template-error.ts'
import { callListMethod } from './list.ts'
import { callMapMethod } from './map.ts'
import { callStringMethod } from './string.ts'
import { absent, HostObject, isMap, javaEquals, javaText, MapEntry } from './values.ts'

/**
 * Calls a public method as Java would.
 * @throws TemplateError when the value does not have the method, so that a misspelt name is noticed
 */
export function callMethod(target: unknown, name: string, values: readonly unknown[]): unknown {
  const answer = dispatch(target, name, values)
  if (answer === absent)
    throw new TemplateError(`There is no method ${name} with ${values.length} arguments on ${typeName(target)}`)
  return answer ?? null
}

/** A property: an entry of a map, or the result of the Java class's getter. Null if there is neither. */
export function readProperty(target: unknown, name: string): unknown {
  if (target instanceof HostObject) return Object.hasOwn(target.members, name) ? target.members[name] : null
  if (target instanceof MapEntry) return name === 'key' ? target.key : name === 'value' ? target.value : null
  if (isMap(target)) return Object.hasOwn(target, name) ? (target[name] ?? null) : null
  if (name === 'empty' && (typeof target === 'string' || Array.isArray(target))) return target.length === 0
  return null
}

function dispatch(target: unknown, name: string, values: readonly unknown[]): unknown {
  if (target instanceof HostObject) {
    const member = Object.hasOwn(target.members, name) ? target.members[name] : undefined
    return typeof member === 'function' ? member(...values) : absent
  }
  if (name === 'toString' && values.length === 0) return javaText(target)
  if (name === 'equals' && values.length === 1) return javaEquals(target, values[0])
  if (typeof target === 'string') return callStringMethod(target, name, values)
  if (typeof target === 'number') return callNumberMethod(target, name, values)
  if (typeof target === 'boolean') return name === 'booleanValue' ? target : absent
  if (Array.isArray(target)) return callListMethod(target, name, values)
  if (target instanceof MapEntry) return name === 'getKey' ? target.key : name === 'getValue' ? target.value : absent
  if (isMap(target)) return callMapMethod(target, name, values)
  return absent
}

/** Methods of java.lang.Number; static methods can be called on any number (`#set($Integer = 0)`). */
function callNumberMethod(target: number, name: string, [first]: readonly unknown[]): unknown {
  switch (name) {
    case 'intValue':
    case 'longValue':
      return Math.trunc(target)
    case 'doubleValue':
    case 'floatValue':
      return target
    case 'compareTo':
      return Math.sign(target - Number(first))
    case 'parseInt':
    case 'parseLong':
    case 'parseDouble':
    case 'valueOf':
      return parseNumber(String(first))
    default:
      return absent
  }
}

function parseNumber(text: string): number {
  const value = text.trim() === '' ? Number.NaN : Number(text)
  if (Number.isNaN(value)) throw new TemplateError(`NumberFormatException: For input string: "${text}"`)
  return value
}

function typeName(target: unknown): string {
  if (target instanceof HostObject) return `an object with the members ${Object.keys(target.members).join(', ')}`
  if (Array.isArray(target)) return 'a List'
  return isMap(target) ? 'a Map' : `a ${typeof target}`
}
