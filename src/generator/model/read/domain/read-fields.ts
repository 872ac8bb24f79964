import type { EventField } from '../../types/domain-event.ts'
import type { Field, FieldType, ScalarType } from '../../types/field.ts'
import { type NamedThing, refuseBuiltIn } from '../reader/built-in-names.ts'
import type { ElementReader } from '../reader/element-reader.ts'
import type { Findings } from '../reader/findings.ts'
import { readName } from '../reader/names.ts'
import type { Symbols } from '../reader/symbols.ts'
import { parseValue, zeroOf } from '../reader/values.ts'

export const scalarTypes = ['String', 'Int', 'Float', 'Boolean'] as const satisfies readonly ScalarType[]
export const fieldTypes = [...scalarTypes, 'StringList'] as const satisfies readonly FieldType[]

/**
 * `name` and `type` of a field; undefined for the empty elements that the modeler leaves behind, and for a bad name.
 * @param thing the owner, if Python accesses the field as a member
 */
export function readField<T extends FieldType>(
  reader: ElementReader,
  types: readonly T[],
  thing?: NamedThing,
): { name: string; type: T; place: Field['place'] } | undefined {
  if (reader.text('name') === undefined && reader.text('type') === undefined) {
    reader.ignore('default', 'pattern', 'auto-fill')
    return undefined
  }
  const name = readName(reader, 'name', 'camel')
  const type = readType(reader, types)
  if (name === undefined) {
    // Only the name is wrong. Its attributes were not read, but must not be reported as unknown.
    reader.ignore('default', 'pattern', 'auto-fill')
    return undefined
  }
  if (thing !== undefined) refuseBuiltIn(reader, 'name', name, thing)
  return { name, type, place: reader.place }
}

/** The type of a field. Without a type it is String, with a warning (decision D-06). */
function readType<T extends FieldType>(reader: ElementReader, types: readonly T[]): T {
  if (reader.text('type') === undefined) {
    reader.findings.warning('V-07', reader.placeOf('type'), `<${reader.element.name}> has no type; it counts as String`)
    return 'String' as T
  }
  return reader.choice('type', types, 'String' as T)
}

/** Fields of an aggregate or entity. Attributes copied from a command have no meaning there. */
export function readFields(reader: ElementReader, thing: NamedThing): readonly Field[] {
  const fields = reader.children('field').map((child) => {
    child.ignore('default', 'pattern', 'auto-fill')
    return readField(child, fieldTypes, thing)
  })
  return withoutRepeats(reader, present(fields))
}

/** Fields of a domain event with their defaults. */
export function readEventFields(reader: ElementReader, symbols: Symbols): readonly EventField[] {
  const fields = reader.children('field').map((child) => {
    child.ignore('pattern', 'auto-fill')
    const field = readField(child, fieldTypes, 'field')
    if (field === undefined) return undefined
    const eventField: EventField = { ...field, default: readDefault(child, field.type) ?? zeroOf(field.type) }
    if (child.has('default')) symbols.fieldsWithDefault.add(eventField)
    return eventField
  })
  return withoutRepeats(reader, present(fields))
}

/** The default in the field's type: the zero value if it is empty, undefined if there is none. */
export function readDefault<T extends FieldType>(reader: ElementReader, type: T) {
  const text = reader.literal('default')
  if (text === undefined) return undefined
  if (text === '') return zeroOf(type)
  const value = parseValue(text, type)
  if (value === undefined) {
    reader.findings.error('V-07', reader.placeOf('default'), `the default ${JSON.stringify(text)} is no ${type}`)
  }
  return value ?? zeroOf(type)
}

/**
 * Merges fields with equal name and type (model format 8.1), with a warning; a name with two types is an error (V-04).
 */
export function withoutRepeats<
  F extends { readonly name: string; readonly type: string; readonly place: Field['place'] },
>(reader: ElementReader, fields: readonly F[]): readonly F[] {
  const byName = new Map<string, F>()
  for (const field of fields) {
    const first = byName.get(field.name)
    if (first === undefined) byName.set(field.name, field)
    else if (first.type === field.type)
      reader.findings.warning('V-04', field.place, `field ${field.name} stands here twice`)
    else reader.findings.error('V-04', field.place, `field ${field.name} is ${first.type} and ${field.type}`)
  }
  return [...byName.values()]
}

/** The name of a list of items in a command or event. */
export function readListName(reader: ElementReader): string | undefined {
  const name = readName(reader, 'name', 'camel')
  if (name !== undefined) refuseBuiltIn(reader, 'name', name, 'list')
  return name
}

/**
 * Refuses a list that has the name of a field, or of another list, beside it: in Python and in the API they are one
 * member (V-04).
 */
export function refuseRepeatedLists(
  owner: string,
  {
    fields,
    collections,
  }: {
    readonly fields: readonly { readonly name: string }[]
    readonly collections: readonly Pick<Field, 'name' | 'place'>[]
  },
  findings: Findings,
): void {
  const seen = new Map(fields.map(({ name }) => [name, `a field and a collection ${name}`]))
  for (const { name, place } of collections) {
    const other = seen.get(name)
    if (other !== undefined) findings.error('V-04', place, `${owner} has ${other}`, 'rename one of them')
    seen.set(name, `two collections ${name}`)
  }
}

export function present<T>(items: readonly (T | undefined)[]): readonly T[] {
  return items.filter((item) => item !== undefined)
}
