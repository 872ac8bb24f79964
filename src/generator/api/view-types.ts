import { StageError } from '../../core/run/stage-error.ts'
import type { Relation, View } from '../model/types/view.ts'
import { resultViewOf } from './open-types.ts'
import { graphqlType, openToAll } from './operation-field.ts'
import type { Operation } from './operations.ts'
import type { FieldDefinition, TypeDefinition } from './schema-definition.ts'
import { resultSetType } from './type-names.ts'

/**
 * A view's object type: `key` on root views, fields, relations as objects or plain lists (model format 16.1 facts 5 and
 * 8).
 */
export function viewType(view: View, open: ReadonlySet<string>): TypeDefinition {
  refuseReservedFields(view)
  const origin = `the view ${view.name} (${view.place.file})`
  const key: FieldDefinition = { name: 'key', type: 'ID', origin: `the key of every root view` }
  const fields = view.key === 'key' ? view.fields.filter(({ name }) => name !== 'key') : view.fields
  return {
    kind: 'type',
    name: view.name,
    origin,
    ...(open.has(view.name) ? { directives: openToAll } : {}),
    fields: [
      ...(view.key === undefined ? [] : [key]),
      ...fields.map(({ name, type }) => ({
        name,
        type: graphqlType(type),
        origin: `the field ${name} of ${view.name}`,
      })),
      ...view.relations.map((relation) => ({
        name: relation.name,
        type: isToMany(relation) ? `[${relation.view}]` : relation.view,
        origin: `the relation ${relation.name} of ${view.name}`,
      })),
    ],
  }
}

/** Attributes of a stored row that are not the view's own (docs/decisions/0001). */
const reserved = ['pk', 'sk', 'expires']

function refuseReservedFields({ name, key, fields, place }: View): void {
  const field = key === undefined ? undefined : fields.find((one) => reserved.includes(one.name))
  if (field === undefined) return
  throw new StageError(
    'model-invalid',
    `the field ${field.name} of view ${name} (${place.file}) has the name of a storage key`,
    {
      hint: `rename it; ${reserved.join(', ')} belong to the view store`,
    },
  )
}

function isToMany({ type }: Pick<Relation, 'type'>): boolean {
  return type === 'ObjectList' || type === 'OneToMany' || type === 'ManyToMany'
}

/** `<View>_ResultSet` for each view that some method lists (model format 16.4, decisions D-60 and D-67). */
export function resultSetTypes(operations: readonly Operation[]): readonly TypeDefinition[] {
  const listing = operations.filter(
    (operation) =>
      (operation.kind === 'query' && operation.query.type !== 'get') ||
      (operation.kind === 'projection' && operation.projection.returns === 'list'),
  )
  const views = [...new Set(listing.map((operation) => resultViewOf(operation)!))].sort()
  const open = new Set(listing.filter(({ access }) => access.kind === 'anonymous').map(resultViewOf))
  return views.map((view) => {
    const origin = `the list of ${view}`
    return {
      kind: 'type',
      name: resultSetType(view),
      origin,
      ...(open.has(view) ? { directives: openToAll } : {}),
      fields: [
        { name: 'resultset', type: `[${view}]`, origin },
        { name: 'nextToken', type: 'String', origin },
      ],
    }
  })
}
