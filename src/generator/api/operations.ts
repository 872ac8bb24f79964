import type { FilePosition } from '../../core/run/report.ts'
import type { Access } from '../model/types/access.ts'
import type { Command } from '../model/types/command.ts'
import type { Model } from '../model/types/model.ts'
import type { Projection, Query, View } from '../model/types/view.ts'
import { takesUploads, uploadCommand } from '../model/uploads.ts'
import { namespaceType } from './type-names.ts'

/** A method of the API: one field of `Query`, `Mutation` or of a namespace below them. */
export type Operation = OperationBase &
  (
    | { readonly kind: 'command'; readonly command: Command }
    | { readonly kind: 'query'; readonly view: View; readonly query: Query }
    | { readonly kind: 'projection'; readonly projection: Projection }
    /** `upload`, with its inputs as those of a command (decision D-12). */
    | { readonly kind: 'upload'; readonly command: Command }
    /** `Trace.filter` (decision D-61). */
    | { readonly kind: 'trace' }
  )

interface OperationBase {
  readonly root: 'Query' | 'Mutation'
  readonly namespace: readonly string[]
  readonly method: string
  readonly access: Access
  readonly place: FilePosition
}

/** All methods that clients may call, in the order of the model. */
export function operationsOf(model: Model): readonly Operation[] {
  return [
    ...model.commands.map(
      (command): Operation => ({ ...methodOf(command), kind: 'command', root: 'Mutation', command }),
    ),
    ...model.views.flatMap((view) =>
      view.queries.map((query): Operation => ({ ...methodOf(query), kind: 'query', root: 'Query', view, query })),
    ),
    ...model.projections.map(
      (projection): Operation => ({ ...methodOf(projection), kind: 'projection', root: 'Query', projection }),
    ),
    ...(takesUploads(model) ? [uploadOperation(model)] : []),
    {
      kind: 'trace',
      root: 'Query',
      namespace: ['Trace'],
      method: 'filter',
      access: { kind: 'anonymous' },
      place: model.place,
    },
  ]
}

function uploadOperation({ place }: Model): Operation {
  const command = uploadCommand(place)
  return { ...methodOf(command), kind: 'upload', root: 'Mutation', command }
}

function methodOf({ namespace, method, access, place }: Omit<OperationBase, 'root'>): Omit<OperationBase, 'root'> {
  return { namespace, method, access, place }
}

/** A level of the API between a root type and its methods. */
export interface Namespace {
  readonly root: 'Query' | 'Mutation'
  readonly path: readonly string[]
  readonly type: string
  /** The access of all methods below, at any depth. */
  readonly operations: readonly Operation[]
}

/** Every namespace above an operation, parents first. */
export function namespacesOf(operations: readonly Operation[]): readonly Namespace[] {
  const namespaces = new Map<string, Namespace & { readonly operations: Operation[] }>()
  for (const operation of operations) {
    for (let depth = 1; depth <= operation.namespace.length; depth += 1) {
      const path = operation.namespace.slice(0, depth)
      const id = `${operation.root}.${path.join('.')}`
      const known = namespaces.get(id)
      if (known) known.operations.push(operation)
      else {
        const type = namespaceType(operation.root, path)
        namespaces.set(id, { root: operation.root, path, type, operations: [operation] })
      }
    }
  }
  return [...namespaces.values()]
}
