import { StageError } from '../../core/run/stage-error.ts'
import { endings } from '../distinct-names.ts'
import type { Command } from '../model/types/command.ts'
import type { Model } from '../model/types/model.ts'
import type { Relation, View } from '../model/types/view.ts'
import { logicalPart } from '../names.ts'
import { visibleCollections, visibleFields } from './input-types.ts'
import { namespacesOf, type Operation, operationsOf } from './operations.ts'
import { decodeFunction, pipelineFunctions } from './pipeline-functions.ts'
import type { Resolver, ResolverPlan } from './resolver-plan.ts'
import { publishMutations } from './service-types.ts'
import { commandBase, namespaceType } from './type-names.ts'

/** Plans the resolvers and pipeline functions of an application. @throws StageError `model-invalid` */
export function planResolvers(model: Model): ResolverPlan {
  const operations = operationsOf(model)
  const resolvers = named([
    // These come first, so that they keep their names if a method has the same name.
    ...namespacesOf(operations).map(
      ({ root, path }): UnnamedResolver => ({
        type: namespaceType(root, path.slice(0, -1)),
        field: path.at(-1)!,
        answers: { kind: 'namespace' },
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
  return { resolvers, functions: pipelineFunctions(resolvers) }
}

type UnnamedResolver = Omit<Resolver, 'file' | 'logicalId'>

/** Names may differ only in case (`Garage.visit`, the namespace `Garage.Visit`), or be equal in different types. */
function named(resolvers: readonly UnnamedResolver[]): readonly Resolver[] {
  const identityOf = ({ type, field }: UnnamedResolver) => `${type}.${field}`
  const idOf = ({ type, field }: UnnamedResolver) => `${logicalPart(type)}${logicalPart(field)}Resolver`
  const ids = endings(resolvers, idOf, identityOf)
  const files = endings(resolvers, (resolver) => identityOf(resolver).toLowerCase(), identityOf)
  return resolvers.map((resolver) => {
    const ending = files.get(resolver)!
    return {
      ...resolver,
      file: ending === '' ? identityOf(resolver) : `${identityOf(resolver)}.${ending}`,
      logicalId: `${idOf(resolver)}${ids.get(resolver)}`,
    }
  })
}

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
      const functions = [...(hasTextInput(command) ? [decodeFunction] : []), commandBase(command.name)]
      return {
        type,
        field,
        answers: { kind: 'command', command },
        runs: { kind: 'pipeline', functions, knowsViewStore: false },
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
      return {
        ...base,
        runs: { kind: 'pipeline', functions: [`${view.name}_${relation.name}`], knowsViewStore: true },
      }
    default:
      return { ...base, runs: { kind: 'unit', dataSource: 'ViewStore' } }
  }
}
