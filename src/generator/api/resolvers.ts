import { StageError } from '../../core/run/stage-error.ts'
import type { Command } from '../model/types/command.ts'
import type { Model } from '../model/types/model.ts'
import type { Projection, Query, Relation, View } from '../model/types/view.ts'
import { visibleCollections, visibleFields } from './input-types.ts'
import { namespacesOf, type Operation, operationsOf } from './operations.ts'
import { publishMutations } from './service-types.ts'
import { commandBase, namespaceType } from './type-names.ts'

/** A field that AppSync resolves by templates of ours; all others are members of what stands above them. */
export interface Resolver {
  readonly type: string
  readonly field: string
  readonly answers: Answer
  readonly runs:
    | { readonly kind: 'unit'; readonly dataSource: string }
    /** Names of pipeline functions, in order. `knowsViewStore`: its first template notes the table's name in the stash. */
    | { readonly kind: 'pipeline'; readonly functions: readonly string[]; readonly knowsViewStore: boolean }
}

/** What a field answers with. */
export type Answer =
  | { readonly kind: 'namespace' }
  | { readonly kind: 'command'; readonly command: Command }
  | { readonly kind: 'query'; readonly view: View; readonly query: Query }
  | { readonly kind: 'projection'; readonly projection: Projection }
  | { readonly kind: 'relation'; readonly view: View; readonly relation: Relation }
  | { readonly kind: 'upload' }
  | { readonly kind: 'trace' }
  | { readonly kind: 'publish' }

/** A step of pipelines. */
export interface PipelineFunction {
  readonly name: string
  readonly dataSource: string
  /** Files below `resolvers/functions/`. */
  readonly files:
    | { readonly kind: 'js'; readonly code: string }
    | { readonly kind: 'vtl'; readonly request: string; readonly response: string }
}

/** Everything that AppSync runs, as data that the resolvers' texts and the template are both made of. */
export interface ResolverPlan {
  readonly resolvers: readonly Resolver[]
  readonly functions: readonly PipelineFunction[]
}

const decodeFunction = 'decode_base64'

export function planResolvers(model: Model): ResolverPlan {
  const operations = operationsOf(model)
  const resolvers: readonly Resolver[] = [
    ...namespacesOf(operations).map(
      ({ root, path }): Resolver => ({
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
      ({ name }): Resolver => ({
        type: 'Mutation',
        field: name,
        answers: { kind: 'publish' },
        runs: { kind: 'unit', dataSource: 'None' },
      }),
    ),
  ]
  return { resolvers, functions: functionsOf(resolvers) }
}

/** Paths below the application folder. */
export function resolverFile({ type, field }: Resolver, part: 'request' | 'response'): string {
  return `resolvers/${type}.${field}.${part}.vtl`
}

export function functionFile(file: string): string {
  return `resolvers/functions/${file}`
}

/** Whether a client may send any input as `base64:` text (model format 16.6). */
export function hasTextInput(command: Command): boolean {
  return [command.fields, ...visibleCollections(command).map(({ fields }) => fields)].some((fields) =>
    visibleFields(fields).some((field) => field.type === 'String'),
  )
}

/** How the rows of a relation are found (model format 11.2). */
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

/** An inline list is a member of its row; only a role makes it a question. */
function needsResolver(relation: Relation): boolean {
  return relation.type !== 'ObjectList' || relation.access.kind !== 'authenticated'
}

function operationResolver(operation: Operation): Resolver {
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

function relationResolver(view: View, relation: Relation): Resolver {
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

function functionsOf(resolvers: readonly Resolver[]): readonly PipelineFunction[] {
  const functions = new Map<string, PipelineFunction>()
  for (const { answers, runs } of resolvers) {
    if (runs.kind !== 'pipeline') continue
    for (const name of runs.functions) {
      if (name === decodeFunction)
        functions.set(name, { name, dataSource: 'None', files: { kind: 'js', code: `${name}.js` } })
      else if (answers.kind === 'command')
        addFunction(functions, {
          name,
          dataSource: 'EventBus',
          files: { kind: 'vtl', request: `${name}.request.vtl`, response: 'publish_command.response.vtl' },
        })
      else
        addFunction(functions, {
          name,
          dataSource: 'ViewStore',
          files: { kind: 'vtl', request: `${name}.request.vtl`, response: 'read_listed.response.vtl' },
        })
    }
  }
  return [...functions.values()]
}

function addFunction(functions: Map<string, PipelineFunction>, added: PipelineFunction): void {
  if (functions.has(added.name))
    throw new StageError('model-invalid', `two commands give the pipeline function ${added.name}`, {
      hint: 'rename one of the two',
    })
  functions.set(added.name, added)
}
