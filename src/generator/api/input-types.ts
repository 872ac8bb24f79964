import type { Command, CommandField } from '../model/types/command.ts'
import type { FieldDefinition, TypeDefinition } from './schema-definition.ts'
import { nestedInputType, payloadType } from './type-names.ts'

/** Fields that a client may send; the server fills all others (model format 7.2). */
export function visibleFields(fields: readonly CommandField[]): readonly CommandField[] {
  return fields.filter((field) => field.autoFill === undefined)
}

/** Collections with at least one field that a client may send. */
export function visibleCollections(command: Command): Command['collections'] {
  return command.collections.filter((collection) => visibleFields(collection.fields).length > 0)
}

/** Whether the mutation has an argument `input` at all (decision D-57). */
export function hasInput(command: Command): boolean {
  return visibleFields(command.fields).length > 0 || visibleCollections(command).length > 0
}

/** A command that has only collections may be called without `input` (model format 16.3). */
export function inputIsRequired(command: Command): boolean {
  return visibleFields(command.fields).length > 0
}

/** `<Command>_Payload` and the types of its collections. */
export function inputTypes(command: Command): readonly TypeDefinition[] {
  if (!hasInput(command)) return []
  const collections = visibleCollections(command)
  const origin = `the input of ${command.name} (${command.place.file})`
  return [
    {
      kind: 'input',
      name: payloadType(command.name),
      origin,
      fields: [
        ...inputFields(command.fields, origin),
        ...collections.map(({ name }) => ({ name, type: `[${nestedInputType(command.name, name)}!]`, origin })),
      ],
    },
    ...collections.map(
      (collection): TypeDefinition => ({
        kind: 'input',
        name: nestedInputType(command.name, collection.name),
        origin: `the collection ${collection.name} of ${command.name} (${command.place.file})`,
        fields: inputFields(collection.fields, `${origin}, ${collection.name}`),
      }),
    ),
  ]
}

function inputFields(fields: readonly CommandField[], origin: string): readonly FieldDefinition[] {
  return visibleFields(fields).map((field) => ({
    name: field.name,
    type: field.default === undefined ? `${field.type}!` : field.type,
    origin,
  }))
}
