import { StageError } from '../../core/run/stage-error.ts'
import { endings } from '../distinct-names.ts'
import type { Command } from '../model/types/command.ts'
import type { Model } from '../model/types/model.ts'
import type { Projection, Query, Relation, View } from '../model/types/view.ts'
import { logicalPart } from '../names.ts'
import { visibleCollections, visibleFields } from './input-types.ts'
import { namespacesOf, type Operation, operationsOf } from './operations.ts'
import { publishMutations } from './service-types.ts'
import { commandBase, namespaceType } from './type-names.ts'

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
  readonly logicalId: string
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
  const resolvers = named([
    // First, so that they keep their names when a method beside them is called alike.
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
  return { resolvers, functions: functionsOf(resolvers) }
}

type UnnamedResolver = Omit<Resolver, 'file' | 'logicalId'>

/** A method and a namespace may be called alike (`Garage.visit`, `Garage.Visit`), and so may what stands in different types. */
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

/** Paths below the application folder. */
export function resolverFile({ file }: Resolver, part: 'request' | 'response'): string {
  return `resolvers/${file}.${part}.vtl`
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

function functionsOf(resolvers: readonly Resolver[]): readonly PipelineFunction[] {
  const steps = resolvers.flatMap(({ answers, runs }) =>
    runs.kind === 'pipeline' ? runs.functions.map((name) => ({ name, answers })) : [],
  )
  const wanted = steps.filter(({ name }, index) => name !== decodeFunction || index === firstOf(steps, name))
  const idOf = ({ name }: { name: string }) => `${logicalPart(name)}Step`
  const ids = endings(wanted, idOf, ({ name }) => name)
  const files = endings(
    wanted,
    ({ name }) => name.toLowerCase(),
    ({ name }) => name,
  )
  const functions = new Map<string, PipelineFunction>()
  for (const step of wanted) {
    const { name, answers } = step
    const base = { name, logicalId: `${idOf(step)}${ids.get(step)}` }
    const ending = files.get(step)!
    const request = `${ending === '' ? name : `${name}.${ending}`}.request.vtl`
    if (name === decodeFunction)
      functions.set(name, { ...base, dataSource: 'None', files: { kind: 'js', code: `${name}.js` } })
    else if (answers.kind === 'command')
      addFunction(functions, {
        ...base,
        dataSource: 'EventBus',
        files: { kind: 'vtl', request, response: 'publish_command.response.vtl' },
      })
    else
      addFunction(functions, {
        ...base,
        dataSource: 'ViewStore',
        files: { kind: 'vtl', request, response: 'read_listed.response.vtl' },
      })
  }
  return [...functions.values()]
}

function firstOf(steps: readonly { readonly name: string }[], name: string): number {
  return steps.findIndex((step) => step.name === name)
}

function addFunction(functions: Map<string, PipelineFunction>, added: PipelineFunction): void {
  if (functions.has(added.name))
    throw new StageError('model-invalid', `two commands give the pipeline function ${added.name}`, {
      hint: 'rename one of the two',
    })
  functions.set(added.name, added)
}
