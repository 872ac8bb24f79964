import { resolved, type Schema } from './description.ts'

/**
 * A value with every member that its schema requires. The handlers give what matters; ids, addresses and users that no
 * test looks at are filled in.
 */
export function completed(value: unknown, given: Schema): unknown {
  const schema = resolved(given)
  if (value === undefined) return empty(schema)
  if (value === null) return null
  if (Array.isArray(value)) return schema.items ? value.map((item) => completed(item, schema.items!)) : value
  if (typeof value !== 'object') return value
  const members: Record<string, unknown> = { ...value }
  for (const { required = [], properties = {} } of partsOf(schema)) {
    for (const name of required) if (members[name] === undefined) members[name] = empty(properties[name] ?? {})
    for (const [name, member] of Object.entries(members))
      if (Object.hasOwn(properties, name) && member !== undefined) members[name] = completed(member, properties[name]!)
  }
  return members
}

/** The schema with those that it consists of; of several choices, the first that is an object. */
function partsOf(schema: Schema): readonly Schema[] {
  const choice = (schema.oneOf ?? schema.anyOf)?.map(resolved).find((each) => each.properties)
  return [schema, ...(schema.allOf ?? []).map(resolved), ...(choice ? [choice] : [])].flatMap((each) =>
    each === schema ? [each] : partsOf(each),
  )
}

function empty(given: Schema): unknown {
  const schema = resolved(given)
  if (schema.nullable) return null
  if (schema.enum !== undefined) return schema.enum[0]
  const choice = schema.oneOf ?? schema.anyOf
  if (choice !== undefined) return empty(choice[0]!)
  if (schema.allOf !== undefined) return completed({}, schema)
  if (schema.type === 'array') return []
  if (schema.type === 'integer' || schema.type === 'number') return 0
  if (schema.type === 'boolean') return false
  if (schema.type === 'object' || schema.properties) return completed({}, schema)
  if (schema.format === 'date-time') return '2026-11-21T12:00:00Z'
  return schema.format === 'uri' ? 'https://api.github.example/' : ''
}
