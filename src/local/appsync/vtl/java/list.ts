import { TemplateError } from '../template-error.ts'
import { absent, javaEquals, javaText } from './values.ts'

/** Methods of java.util.List, and of the sets and collections that maps give; `absent` for others. */
export function callListMethod(target: unknown[], name: string, values: readonly unknown[]): unknown {
  const method = Object.hasOwn(methods, name) ? methods[name] : undefined
  return method ? method(target, ...values) : absent
}

/** The item at the index. @throws TemplateError if the index is out of range, like Java */
export function itemAt(target: readonly unknown[], index: unknown): unknown {
  return target[checkIndex(target, index)] ?? null
}

const methods: Readonly<Record<string, (target: unknown[], ...values: readonly unknown[]) => unknown>> = {
  add: (target, ...values) => {
    if (values.length > 1) return void target.splice(Number(values[0]), 0, values[1])
    target.push(values[0] ?? null)
    return true
  },
  addAll: (target, items) => target.push(...listOf(items)) >= 0,
  clear: (target) => void target.splice(0),
  contains: (target, item) => position(target, item) >= 0,
  containsAll: (target, items) => listOf(items).every((item) => position(target, item) >= 0),
  get: itemAt,
  indexOf: position,
  isEmpty: (target) => target.length === 0,
  lastIndexOf: (target, item) => target.findLastIndex((other) => javaEquals(item, other)),
  remove: (target, item) => {
    if (typeof item === 'number') return target.splice(checkIndex(target, item), 1)[0]
    const at = position(target, item)
    if (at >= 0) target.splice(at, 1)
    return at >= 0
  },
  removeAll: (target, items) => keep(target, (item) => position(listOf(items), item) < 0),
  retainAll: (target, items) => keep(target, (item) => position(listOf(items), item) >= 0),
  set: (target, index, item) => target.splice(checkIndex(target, index), 1, item ?? null)[0],
  size: (target) => target.length,
  subList: (target, from, to) => target.slice(Number(from), Number(to)),
}

function position(target: readonly unknown[], item: unknown): number {
  return target.findIndex((other) => javaEquals(item, other))
}

function keep(target: unknown[], wanted: (item: unknown) => boolean): boolean {
  const kept = target.filter(wanted)
  const changed = kept.length < target.length
  target.splice(0, target.length, ...kept)
  return changed
}

function listOf(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value
  throw new TemplateError(`expected a List, got ${javaText(value)}`)
}

function checkIndex(target: readonly unknown[], index: unknown): number {
  if (typeof index === 'number' && Number.isInteger(index) && index >= 0 && index < target.length) return index
  throw new TemplateError(`IndexOutOfBoundsException: Index: ${javaText(index)}, Size: ${target.length}`)
}
