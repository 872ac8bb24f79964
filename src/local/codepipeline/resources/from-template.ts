import { isRecord } from '../../../core/documents/is-record.ts'
import { templateSpelling } from '../../../pipeline/definition/spelling.ts'
import type { requestShapes } from '../requests/request-shapes.ts'
import { ServiceFault } from '../service-fault.ts'

interface Shape {
  readonly type: string
  readonly members?: Readonly<Record<string, Shape>>
  readonly of?: Shape
}

/**
 * The input of an operation from the properties of a template: members in the spelling of the service, and the numbers,
 * texts and booleans that CloudFormation takes for one another. What is of another kind stays, for the check of requests.
 * @throws ServiceFault Validation for a property that the operation does not take
 */
export function fromTemplate(shape: (typeof requestShapes)[keyof typeof requestShapes], properties: unknown): unknown {
  return read(shape, properties, '')
}

function read(shape: Shape, value: unknown, path: string): unknown {
  switch (shape.type) {
    case 'structure':
      return isRecord(value) ? readMembers(shape.members ?? {}, value, path) : value
    case 'list':
      return Array.isArray(value) ? value.map((item, at) => read(shape.of!, item, `${path}[${at}]`)) : value
    case 'string':
      return typeof value === 'number' || typeof value === 'boolean' ? String(value) : value
    case 'integer':
      return typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value
    case 'boolean':
      return value === 'true' || value === 'false' ? value === 'true' : value
    default:
      return value
  }
}

function readMembers(members: Readonly<Record<string, Shape>>, value: object, path: string): object {
  const known = new Map(Object.keys(members).map((member) => [templateSpelling.nameOf(member), member]))
  const entries = Object.entries(value).map(([name, given]) => {
    const member = known.get(name)
    const at = path === '' ? name : `${path}.${name}`
    if (member === undefined)
      throw new ServiceFault(
        'Validation',
        `${at}: ${name} is not known here; known are ${[...known.keys()].join(', ')}`,
      )
    return [member, read(members[member]!, given, at)] as const
  })
  return Object.fromEntries(entries)
}

/** What an operation answered as a template writes it. */
export function toTemplate(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(toTemplate)
  if (!isRecord(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [templateSpelling.nameOf(name), toTemplate(member)]),
  )
}
