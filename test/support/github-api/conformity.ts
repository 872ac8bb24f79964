import { resolved, type Schema } from './description.ts'

/** Where a value is not what a schema says; empty when it is. */
export function faultsOf(value: unknown, given: Schema, place = '$'): readonly string[] {
  const schema = resolved(given)
  if (value === null) return schema.nullable || !schema.type ? [] : [`${place} is null`]
  const { oneOf, anyOf, allOf = [] } = schema
  const choices = oneOf ?? anyOf
  if (choices?.every((each) => faultsOf(value, each, place).length > 0)) return faultsOf(value, choices[0]!, place)
  return [...allOf.flatMap((each) => faultsOf(value, each, place)), ...ownFaults(value, schema, place)]
}

function ownFaults(value: unknown, schema: Schema, place: string): readonly string[] {
  if (schema.type !== undefined && !hasType(value, schema.type)) return [`${place} is no ${schema.type}`]
  if (schema.enum !== undefined && !schema.enum.includes(value)) return [`${place} is not one of ${schema.enum}`]
  if (typeof value === 'string' && value.length > (schema.maxLength ?? Number.POSITIVE_INFINITY))
    return [`${place} is longer than ${schema.maxLength}`]
  if (Array.isArray(value)) {
    if (value.length > (schema.maxItems ?? Number.POSITIVE_INFINITY)) return [`${place} has too many items`]
    return value.flatMap((item, index) => (schema.items ? faultsOf(item, schema.items, `${place}[${index}]`) : []))
  }
  return typeof value === 'object' ? memberFaults(value as Record<string, unknown>, schema, place) : []
}

function memberFaults(value: Record<string, unknown>, { required = [], properties = {} }: Schema, place: string) {
  const missing = required.filter((name) => value[name] === undefined).map((name) => `${place}.${name} is missing`)
  const wrong = Object.entries(value).flatMap(([name, member]) => {
    const schema = Object.hasOwn(properties, name) ? properties[name] : undefined
    return schema === undefined || member === undefined ? [] : faultsOf(member, schema, `${place}.${name}`)
  })
  return [...missing, ...wrong]
}

/** Members of a body that the description does not know. */
export function unknownMembers(value: unknown, given: Schema): readonly string[] {
  const { properties, oneOf, anyOf } = resolved(given)
  if (properties === undefined || oneOf || anyOf || typeof value !== 'object' || value === null) return []
  return Object.keys(value).filter((name) => !Object.hasOwn(properties, name))
}

function hasType(value: unknown, type: string): boolean {
  if (type === 'array') return Array.isArray(value)
  if (type === 'object') return typeof value === 'object' && !Array.isArray(value)
  return type === 'integer' ? Number.isInteger(value) : typeof value === type
}
