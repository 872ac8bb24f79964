import type { AttributeValue } from '@aws-sdk/client-dynamodb'

type Typed = Readonly<Record<string, unknown>>

/**
 * Converts typed values of a template for DynamoDB's client. A template may write numbers as numbers, and binaries as
 * base64.
 */
export function toAttributes(map: unknown): Record<string, AttributeValue> {
  return Object.fromEntries(Object.entries((map ?? {}) as Typed).map(([key, value]) => [key, toAttribute(value)]))
}

/** @throws Error that names the value when it has no known type */
function toAttribute(value: unknown): AttributeValue {
  const entries = Object.entries((value ?? {}) as Typed)
  const [type, inner] = entries[0] ?? []
  if (entries.length !== 1 || typeof value !== 'object')
    throw new Error(`${JSON.stringify(value)} is not a typed DynamoDB value`)
  switch (type) {
    case 'S':
      return { S: String(inner) }
    case 'N':
      return { N: String(inner) }
    case 'BOOL':
      return { BOOL: inner === true || inner === 'true' }
    case 'NULL':
      return { NULL: true }
    case 'B':
      return { B: Buffer.from(String(inner), 'base64') }
    case 'SS':
      return { SS: (inner as unknown[]).map(String) }
    case 'NS':
      return { NS: (inner as unknown[]).map(String) }
    case 'BS':
      return { BS: (inner as unknown[]).map((item) => Buffer.from(String(item), 'base64')) }
    case 'L':
      return { L: (inner as unknown[]).map(toAttribute) }
    case 'M':
      return { M: toAttributes(inner) }
    default:
      throw new Error(`${JSON.stringify(value)} is not a typed DynamoDB value`)
  }
}

/** An item as AppSync passes it to a response template: plain values, with binaries as base64. */
export function toPlain(item: Readonly<Record<string, AttributeValue>> | undefined): Record<string, unknown> | null {
  if (!item) return null
  return Object.fromEntries(Object.entries(item).map(([key, value]) => [key, plainValue(value)]))
}

function plainValue(value: AttributeValue): unknown {
  if (value.S !== undefined) return value.S
  if (value.N !== undefined) return Number(value.N)
  if (value.BOOL !== undefined) return value.BOOL
  if (value.B !== undefined) return Buffer.from(value.B).toString('base64')
  if (value.SS !== undefined) return value.SS
  if (value.NS !== undefined) return value.NS.map(Number)
  if (value.BS !== undefined) return value.BS.map((item) => Buffer.from(item).toString('base64'))
  if (value.L !== undefined) return value.L.map(plainValue)
  if (value.M !== undefined) return toPlain(value.M)
  return null
}
