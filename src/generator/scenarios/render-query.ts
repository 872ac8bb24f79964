import type { ActivityOf, GateArgument } from '../../core/gate/gate-activity.ts'
import type { Model } from '../model/types/model.ts'
import type { Step, StepInput } from '../model/types/scenario.ts'
import type { Projection, Query } from '../model/types/view.ts'
import { capitalised } from '../names.ts'
import { argumentType } from './argument-type.ts'
import { positionOf } from './position-of.ts'
import { nested } from './render-mutation.ts'
import { isPublic, renderSelection } from './render-selection.ts'

type QueryStep = Extract<Step, { kind: 'query' }>
type Compiled = Omit<ActivityOf<'query'>, 'place' | 'description'>

/** An argument of a query in the schema (model format 16.3). */
interface SchemaArgument {
  readonly name: string
  /** GraphQL type, with `!` if it is required. */
  readonly type: string
  /** The plain name in scenarios (model format 13.5). */
  readonly field: string
}

/** A query as a document that selects only the fields that the step expects or extracts (model format 13.5). */
export function renderQuery(model: Model, step: QueryStep): Compiled {
  const { namespace, method, access } = step.target.kind === 'view' ? step.target.query : step.target.projection
  const list = isList(step)
  const view = model.views.find(({ name }) => name === viewOf(step))
  const paths = [...step.expects, ...step.extracts].map(({ path }) => fullPath(path, list))
  const given = step.inputs.flatMap((input) => argumentsOf(step, input))
  const declared = [...new Map(given.map((each) => [each.to, each.schemaType])).entries()]
  // A projection returns all its results at once.
  const paged = list && step.target.kind === 'view'
  if (paged && !declared.some(([name]) => name === 'nextToken')) declared.push(['nextToken', 'String'])

  const variables = declared.map(([name, type]) => `$${name}: ${type}`).join(', ')
  const passed = declared.map(([name]) => `${name}: $${name}`).join(', ')
  const call = `${method}${passed === '' ? '' : `(${passed})`} ${renderSelection(model, view, paths, list)}`
  const title = `${capitalised(method)}${viewOf(step)}${variables === '' ? '' : `(${variables})`}`
  return {
    kind: 'query',
    path: [...namespace, method].join('.'),
    document: `query ${title} ${nested(namespace, call)}`,
    identity: access.kind === 'anonymous' && isPublic(model, view, paths, list) ? 'api-key' : 'user',
    variables: {},
    arguments: given.map(({ schemaType: _, ...argument }) => argument),
    paged,
    expects: step.expects.map(({ path, type, value, place }) => ({
      path: fullPath(path, list),
      type,
      value,
      place: positionOf(place),
    })),
    extracts: step.extracts.map(({ path, variable, place }) => ({
      path: fullPath(path, list),
      variable,
      place: positionOf(place),
    })),
  }
}

/** A list is wrapped in `resultset`. A path may omit that, and even the index (decision D-49). */
function fullPath(path: string, list: boolean): string {
  const trimmed = path.replace(/(?<!\.)\.+$/, '')
  if (!list || /^(resultset|nextToken)(\.|$)/.test(trimmed)) return trimmed
  return /^\d+(\.|$)/.test(trimmed) ? `resultset.${trimmed}` : `resultset.0.${trimmed}`
}

function isList({ target }: QueryStep): boolean {
  return target.kind === 'view' ? target.query.type !== 'get' : target.projection.returns === 'list'
}

function viewOf({ target }: QueryStep): string {
  return target.kind === 'view' ? target.view : target.projection.view
}

type Argument = GateArgument & { readonly schemaType: string }

/** A plain field name stands for every clause of that field (model format 13.5). */
function argumentsOf({ target }: QueryStep, input: StepInput): Argument[] {
  const known = target.kind === 'view' ? viewArguments(target.query) : projectionArguments(target.projection)
  const meant = known.filter(({ name, field }) => name === input.name || field === input.name)
  const fallback = [{ name: input.name, type: plain(argumentType(input.type)) }]
  return (meant.length > 0 ? meant : fallback).map(({ name, type }) => ({
    name: input.name,
    to: name,
    type: type.startsWith('[') ? 'StringList' : argumentType(type.replace('!', '')),
    value: input.value,
    place: positionOf(input.place),
    schemaType: type,
  }))
}

function viewArguments(query: Query): SchemaArgument[] {
  if (query.type === 'get') return [{ name: 'key', type: 'ID!', field: 'key' }]
  const mandatory = query.type === 'query' ? '!' : ''
  const prefix = {
    name: 'key_begins_with',
    type: query.canonicalSearch ? 'String!' : 'String',
    field: 'key_begins_with',
  }
  const clauses = query.clauses.map(({ field, operand }) => ({
    name: `${field.name}_${operand}`,
    type: `${field.type === 'StringList' ? 'String' : field.type}${mandatory}`,
    field: field.name,
  }))
  return [
    prefix,
    ...clauses,
    { name: 'limit', type: 'Int', field: 'limit' },
    { name: 'nextToken', type: 'String', field: 'nextToken' },
  ]
}

function projectionArguments({ inputs }: Projection): SchemaArgument[] {
  return inputs.map(({ name, type, required }) => ({
    name,
    type: `${type === 'StringList' ? '[String]' : type}${required ? '!' : ''}`,
    field: name,
  }))
}

/** The GraphQL type of an input that is not in the model. */
function plain(type: GateArgument['type']): string {
  if (type === 'Numeric') return 'Float'
  if (type === 'StringList') return '[String]'
  return type === 'Nested' ? 'String' : type
}
