import { defined } from '../../../../core/run/defined.ts'
import { isMap, type JavaMap, javaText, putEntry } from '../java/values.ts'
import { TemplateError } from '../template-error.ts'

/** A value in DynamoDB's typed form, such as `{ "S": "text" }`. */
export function toDynamoDB(value: unknown): JavaMap {
  if (value === null || value === undefined) return { NULL: null }
  if (typeof value === 'string') return { S: value }
  if (typeof value === 'number') return { N: value }
  if (typeof value === 'boolean') return { BOOL: value }
  if (value instanceof Uint8Array) return { B: Buffer.from(value).toString('base64') }
  if (Array.isArray(value)) return { L: value.map(toDynamoDB) }
  if (isMap(value)) return { M: toMapValues(value) }
  throw new TemplateError(`${javaText(value)} has no DynamoDB type`)
}

/** The map with each value in typed form. */
export function toMapValues(value: unknown): JavaMap {
  const typed: JavaMap = {}
  for (const [key, entry] of Object.entries(mapOf(value))) putEntry(typed, key, toDynamoDB(entry))
  return typed
}

/** `$util.dynamodb` (developer guide, "DynamoDB helpers"); each helper has a variant that returns JSON text. */
export function dynamoDBUtil(): Record<string, unknown> {
  const members: Record<string, unknown> = { fromS3ObjectJson }
  for (const [name, helper] of Object.entries(helpers)) {
    members[name] = helper
    members[`${name}Json`] = (...values: unknown[]) => JSON.stringify(helper(...values))
  }
  return members
}

const helpers: Readonly<Record<string, (...values: unknown[]) => JavaMap>> = {
  toDynamoDB: (value) => toDynamoDB(value),
  toString: (value: unknown) => ({ S: value }),
  toStringSet: (value) => ({ SS: listOf(value) }),
  toNumber: (value) => ({ N: value }),
  toNumberSet: (value) => ({ NS: listOf(value) }),
  toBinary: (value) => ({ B: value }),
  toBinarySet: (value) => ({ BS: listOf(value) }),
  toBoolean: (value) => ({ BOOL: value }),
  toNull: () => ({ NULL: null }),
  toList: (value) => ({ L: listOf(value).map(toDynamoDB) }),
  toMap: (value) => ({ M: toMapValues(value) }),
  toMapValues: (value) => toMapValues(value),
  toS3Object: (key, bucket, region, version) => ({
    S: JSON.stringify({ s3: { key, bucket, region, ...defined({ version }) } }),
  }),
}

function fromS3ObjectJson(text: unknown): unknown {
  const value: unknown = JSON.parse(javaText(text))
  return isMap(value) ? (value.s3 ?? null) : null
}

function listOf(value: unknown): unknown[] {
  if (Array.isArray(value)) return value
  throw new TemplateError(`expected a List, got ${javaText(value)}`)
}

function mapOf(value: unknown): JavaMap {
  if (isMap(value)) return value
  throw new TemplateError(`expected a Map, got ${javaText(value)}`)
}
