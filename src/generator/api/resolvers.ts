import { StageError } from '../../core/run/stage-error.ts'
import { endings } from '../distinct-names.ts'
import type { Command } from '../model/types/command.ts'
import type { Model } from '../model/types/model.ts'
import type { Projection, Query, Relation, View } from '../model/types/view.ts'
import { logicalPart } from '../names.ts'
import { longestFile, longestId, shortName } from '../short-name.ts'
import { visibleCollections, visibleFields } from './input-types.ts'
import { type Namespace, namespacesOf, type Operation, operationsOf } from './operations.ts'
import { publishMutations } from './service-types.ts'
import { namespaceType } from './type-names.ts'

/** A field that AppSync resolves by templates of ours; all others are members of what stands above them. */
export interface Resolver {
  readonly type: string
  readonly field: string
  /** Its files, without the part and the ending; other resolvers have others even where letter case does not count. */
  readonly file: string
  readonly logicalId: string
  readonly answers: Answer
  readonly runs:
    | { readonly kind: 'unit'; readonly dataSource: string }
    /** One file of code in place of the two templates. */
    | { readonly kind: 'javascript'; readonly dataSource: string }
    /** Notes keys in the stash; the step that all such fields share reads the rows. */
    | { readonly kind: 'listed' }
}

/** What a field answers with. */
export type Answer =
  /** `inner`: the namespaces below it, which need no resolver of their own, because they are members of its answer. */
  | { readonly kind: 'namespace'; readonly inner: InnerNamespaces }
  | { readonly kind: 'command'; readonly command: Command }
  | { readonly kind: 'query'; readonly view: View; readonly query: Query }
  | { readonly kind: 'projection'; readonly projection: Projection }
  | { readonly kind: 'relation'; readonly view: View; readonly relation: Relation }
  | { readonly kind: 'upload' }
  | { readonly kind: 'trace' }
  | { readonly kind: 'publish' }

/** Names of namespaces, each with those below it. */
export interface InnerNamespaces {
  readonly [name: string]: InnerNamespaces
}

/** Everything that AppSync runs, as data that the resolvers' texts and the template are both made of. */
export function planResolvers(model: Model): readonly Resolver[] {
  const operations = operationsOf(model)
  const namespaces = namespacesOf(operations)
  const inner = innerNamespaces(namespaces)
  const all = named([
    // First, so that they keep their names when a method beside them is called alike.
    ...namespaces.map(
      (namespace): UnnamedResolver => ({
        type: namespaceType(namespace.root, namespace.path.slice(0, -1)),
        field: namespace.path.at(-1)!,
        answers: { kind: 'namespace', inner: inner.get(namespace)! },
        runs: { kind: 'unit', dataSource: 'None' },
      }),
    ),
    ...operations.map(operationResolver),
    ...model.views.flatMap((view) =>
      view.relations.filter(needsResolver).map((relation) => relationResolver(view, relation)),
    ),
    ...publishMutations.map(
      ({ name }): UnnamedResolver => ({
        type: 'Mutation',
        field: name,
        answers: { kind: 'publish' },
        runs: { kind: 'unit', dataSource: 'None' },
      }),
    ),
  ])
  return all.filter(({ type, answers }) => answers.kind !== 'namespace' || isRoot(type))
}

/**
 * Inner namespaces have names all the same: what is called alike must not get their names once they have no resolver.
 */
function isRoot(type: string): boolean {
  return type === 'Query' || type === 'Mutation'
}

/** For each namespace those below it; parents come first. */
function innerNamespaces(namespaces: readonly Namespace[]): ReadonlyMap<Namespace, InnerNamespaces> {
  const byPath = new Map<string, Record<string, InnerNamespaces>>()
  return new Map(
    namespaces.map((namespace) => {
      const { root, path } = namespace
      const inner: Record<string, InnerNamespaces> = {}
      byPath.set([root, ...path].join('.'), inner)
      const parent = byPath.get([root, ...path.slice(0, -1)].join('.'))
      if (parent !== undefined) parent[path.at(-1)!] = inner
      return [namespace, inner] as const
    }),
  )
}

type UnnamedResolver = Omit<Resolver, 'file' | 'logicalId'>

/** Names may differ only in case (`Garage.visit`, the namespace `Garage.Visit`), or be equal in different types. */
function named(resolvers: readonly UnnamedResolver[]): readonly Resolver[] {
  const identityOf = ({ type, field }: UnnamedResolver) => `${type}.${field}`
  const fileOf = (resolver: UnnamedResolver) => shortName(identityOf(resolver), longestFile)
  const idOf = ({ type, field }: UnnamedResolver) =>
    `${logicalPart(shortName(`${logicalPart(type)}${logicalPart(field)}`, longestId))}Resolver`
  const ids = endings(resolvers, idOf, identityOf)
  const files = endings(resolvers, (resolver) => fileOf(resolver).toLowerCase(), identityOf)
  return resolvers.map((resolver) => {
    const ending = files.get(resolver)!
    return {
      ...resolver,
      file: ending === '' ? fileOf(resolver) : `${fileOf(resolver)}.${ending}`,
      logicalId: `${idOf(resolver)}${ids.get(resolver)}`,
    }
  })
}

/** Paths below the application folder. */
export function resolverFile({ file }: Resolver, part: 'request' | 'response'): string {
  return `resolvers/${file}.${part}.vtl`
}

export function codeFile({ file }: Resolver): string {
  return `resolvers/${file}.js`
}

/** The response template of the step that reads the rows of lists of keys. */
export const readListedFile = 'resolvers/functions/read_listed.response.vtl'

/** Whether a client may send any input as `base64:` text (model format 16.6). */
export function hasTextInput(command: Command): boolean {
  return [command.fields, ...visibleCollections(command).map(({ fields }) => fields)].some((fields) =>
    visibleFields(fields).some((field) => field.type === 'String'),
  )
}

/** How the resolver finds the rows of a relation (model format 11.2). */
export function relationKind(view: View, relation: Relation): 'inline' | 'one' | 'listed' | 'prefixed' {
  if (relation.type === 'ObjectList') return 'inline'
  const { foreignKey } = relation
  if (foreignKey === undefined)
    throw new StageError('model-invalid', `relation ${relation.name} of view ${view.name} has no foreign key`, {
      hint: `name a field of ${view.name}, or #canonical`,
    })
  if (relation.type === 'OneToOne' || relation.type === 'ManyToOne') return 'one'
  return foreignKey.kind === 'field' && foreignKey.field.type === 'StringList' ? 'listed' : 'prefixed'
}

/** An inline list is a member of its row. It needs a resolver only to check a role. */
function needsResolver(relation: Relation): boolean {
  return relation.type !== 'ObjectList' || relation.access.kind !== 'authenticated'
}

function operationResolver(operation: Operation): UnnamedResolver {
  const type = namespaceType(operation.root, operation.namespace)
  const field = operation.method
  switch (operation.kind) {
    case 'command': {
      const { command } = operation
      return {
        type,
        field,
        answers: { kind: 'command', command },
        runs: { kind: 'javascript', dataSource: 'EventBus' },
      }
    }
    case 'query': {
      const { view, query } = operation
      return { type, field, answers: { kind: 'query', view, query }, runs: { kind: 'unit', dataSource: 'ViewStore' } }
    }
    case 'projection': {
      const { projection } = operation
      const dataSource = `${projection.name}Projection`
      return { type, field, answers: { kind: 'projection', projection }, runs: { kind: 'unit', dataSource } }
    }
    case 'upload':
      return { type, field, answers: { kind: 'upload' }, runs: { kind: 'unit', dataSource: 'Uploads' } }
    case 'trace':
      return { type, field, answers: { kind: 'trace' }, runs: { kind: 'unit', dataSource: 'Traces' } }
  }
}

function relationResolver(view: View, relation: Relation): UnnamedResolver {
  const base = { type: view.name, field: relation.name, answers: { kind: 'relation', view, relation } } as const
  switch (relationKind(view, relation)) {
    case 'inline':
      return { ...base, runs: { kind: 'unit', dataSource: 'None' } }
    case 'listed':
      return { ...base, runs: { kind: 'listed' } }
    default:
      return { ...base, runs: { kind: 'unit', dataSource: 'ViewStore' } }
  }
}
