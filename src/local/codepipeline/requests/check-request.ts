import { own } from '../../../core/run/own.ts'
import { ServiceFault } from '../service-fault.ts'
import { requestShapes } from './request-shapes.ts'

/** An operation that the local service answers. */
export type OperationName = keyof typeof requestShapes

/** What an operation takes, by its shape. Times are epoch seconds. */
export type InputOf<N extends OperationName> = From<(typeof requestShapes)[N]>

type From<S> = S extends { readonly type: 'structure'; readonly members: infer M; readonly required: infer R }
  ? { readonly [K in keyof M as Required<K, R> extends true ? K : never]: From<M[K]> } & {
      readonly [K in keyof M as Required<K, R> extends true ? never : K]?: From<M[K]> | undefined
    }
  : S extends { readonly type: 'list'; readonly of: infer O }
    ? readonly From<O>[]
    : S extends { readonly type: 'map'; readonly of: infer V }
      ? Readonly<Record<string, From<V>>>
      : S extends { readonly type: 'string'; readonly enum: readonly (infer E)[] }
        ? E
        : S extends { readonly type: 'string' }
          ? string
          : S extends { readonly type: 'integer' | 'timestamp' }
            ? number
            : S extends { readonly type: 'boolean' }
              ? boolean
              : unknown
type Required<K, R> = R extends readonly (infer N)[] ? (K extends N ? true : false) : false

interface AnyShape {
  readonly type: string
  readonly min?: number
  readonly max?: number
  readonly pattern?: string
  readonly enum?: readonly string[]
  readonly members?: Readonly<Record<string, AnyShape>>
  readonly required?: readonly string[]
  readonly key?: AnyShape
  readonly of?: AnyShape
}

/**
 * The input of an operation. Members that its shape does not have are left out, as the service does.
 * @throws ServiceFault Validation, with all faults in the words of the service; Serialization for another kind of value
 */
export function checkRequest<N extends OperationName>(operation: N, input: unknown): InputOf<N> {
  const faults: string[] = []
  const checked = check(requestShapes[operation], input, '', faults)
  if (faults.length > 0) {
    const many = faults.length === 1 ? 'error' : 'errors'
    throw new ServiceFault('Validation', `${faults.length} validation ${many} detected: ${faults.join('; ')}`)
  }
  return checked as InputOf<N>
}

function check(shape: AnyShape, value: unknown, path: string, faults: string[]): unknown {
  switch (shape.type) {
    case 'structure':
      return checkStructure(shape, value, path, faults)
    case 'list': {
      if (!Array.isArray(value)) throw wrongKind(path, 'a list')
      checkLength(shape, value.length, JSON.stringify(value), path, faults)
      return value.map((item, index) => check(shape.of!, item, `${path}.${index + 1}.member`, faults))
    }
    case 'map': {
      const entries = Object.entries(recordOf(value, path))
      checkLength(shape, entries.length, JSON.stringify(value), path, faults)
      return Object.fromEntries(
        entries.map(([key, member]) => {
          checkText(shape.key!, key, path, faults)
          return [key, check(shape.of!, member, `${path}.${key}`, faults)]
        }),
      )
    }
    case 'string':
      if (typeof value !== 'string') throw wrongKind(path, 'a text')
      checkText(shape, value, path, faults)
      return value
    case 'integer':
    case 'timestamp':
      if (typeof value !== 'number' || !Number.isFinite(value)) throw wrongKind(path, 'a number')
      if (shape.type === 'integer' && !Number.isInteger(value)) throw wrongKind(path, 'a whole number')
      checkNumber(shape, value, path, faults)
      return value
    case 'boolean':
      if (typeof value !== 'boolean') throw wrongKind(path, 'true or false')
      return value
    default:
      return value
  }
}

function checkStructure(
  { members = {}, required = [] }: AnyShape,
  value: unknown,
  path: string,
  faults: string[],
): object {
  const given = recordOf(value, path)
  return Object.fromEntries(
    Object.entries(members).flatMap(([name, shape]) => {
      const member = own(given, name)
      const at = path === '' ? name : `${path}.${name}`
      if (member !== undefined && member !== null) return [[name, check(shape, member, at, faults)]]
      if (required.includes(name)) faults.push(`Value at '${at}' failed to satisfy constraint: Member must not be null`)
      return []
    }),
  )
}

function checkText(shape: AnyShape, value: string, path: string, faults: string[]): void {
  const quoted = `'${value}'`
  checkLength(shape, [...value].length, quoted, path, faults)
  const { pattern, enum: values } = shape
  if (values !== undefined && !values.includes(value))
    faults.push(fault(quoted, path, `Member must satisfy enum value set: [${values.join(', ')}]`))
  if (pattern !== undefined && !new RegExp(`^(?:${pattern})$`).test(value))
    faults.push(fault(quoted, path, `Member must satisfy regular expression pattern: ${pattern}`))
}

function checkLength({ min, max }: AnyShape, length: number, quoted: string, path: string, faults: string[]): void {
  if (max !== undefined && length > max)
    faults.push(fault(quoted, path, `Member must have length less than or equal to ${max}`))
  if (min !== undefined && length < min)
    faults.push(fault(quoted, path, `Member must have length greater than or equal to ${min}`))
}

function checkNumber({ min, max }: AnyShape, value: number, path: string, faults: string[]): void {
  if (max !== undefined && value > max)
    faults.push(fault(`'${value}'`, path, `Member must have value less than or equal to ${max}`))
  if (min !== undefined && value < min)
    faults.push(fault(`'${value}'`, path, `Member must have value greater than or equal to ${min}`))
}

function fault(value: string, path: string, constraint: string): string {
  return `Value ${value} at '${path}' failed to satisfy constraint: ${constraint}`
}

function recordOf(value: unknown, path: string): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw wrongKind(path, 'a structure')
  return value as Readonly<Record<string, unknown>>
}

function wrongKind(path: string, kind: string): ServiceFault {
  return new ServiceFault('Serialization', `${path === '' ? 'The request' : `The value at '${path}'`} is not ${kind}.`)
}
