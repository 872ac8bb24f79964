import { visibleCollections, visibleFields } from '../api/input-types.ts'
import { argumentsOf } from '../api/operation-field.ts'
import type { Operation } from '../api/operations.ts'
import { commandBase, nestedInputType } from '../api/type-names.ts'
import type { Command, CommandField } from '../model/types/command.ts'
import type { Model } from '../model/types/model.ts'
import { capitalised } from '../names.ts'
import { selectionOf } from './selection.ts'

/** One variable of a document, and where its value is used. */
interface Variable {
  readonly name: string
  readonly type: string
  /** Default value in GraphQL's notation; without one, the variable is null by default. */
  readonly default?: string
}

/** The mutation that sends a command (model format 16.1 facts 1, 12 and 13; 19). */
export function renderCommandStatement(command: Command): string {
  const variables: Variable[] = [
    ...visibleFields(command.fields).map((field) => ({
      name: field.name,
      type: field.type,
      default: defaultOf(field),
    })),
    ...visibleCollections(command).map(({ name }) => ({
      name,
      type: `[${nestedInputType(command.name, name)}!]`,
      default: '[]',
    })),
  ]
  const input = variables.length === 0 ? '' : `(input: { ${variables.map(pass).join(', ')} })`
  const call = [`${command.method}${input} {`, '  correlationId', '}']
  return document('mutation', capitalised(command.method), variables, nested(command.namespace, call))
}

/** The query that asks a view or a projection; undefined for other operations. */
export function renderQueryStatement(model: Model, operation: Operation): string | undefined {
  if (operation.kind !== 'query' && operation.kind !== 'projection') return undefined
  const view = operation.kind === 'query' ? operation.view.name : operation.projection.view
  const single = operation.kind === 'query' ? operation.query.type === 'get' : operation.projection.returns === 'single'
  const selection = selectionOf(model, view)
  const variables = argumentsOf(operation).map(({ name, type }) => ({ name, ...variableType(type) }))
  const passed = variables.length === 0 ? '' : `(${variables.map(pass).join(', ')})`
  const result = single
    ? selection.map((field) => `  ${field}`)
    : [
        '  resultset {',
        ...selection.map((field) => `    ${field}`),
        '  }',
        ...(operation.kind === 'query' ? ['  nextToken'] : []),
      ]
  const call = [`${operation.method}${passed} {`, ...result, '}']
  const name = capitalised(operation.method.toLowerCase()) + view
  return document('query', name, variables, nested(operation.namespace, call))
}

/** File name of the statement of a command. */
export function commandFile(command: Command): string {
  return commandBase(command.name)
}

/** Nullable with a default, so that GraphQL accepts it for a non-null argument (model format 16.3). */
function defaultOf({ type, default: given }: CommandField): string {
  return given === undefined || given === '' ? zeroOf(type) : JSON.stringify(given)
}

/**
 * Required arguments get a zero value. Optional ones stay null, because zero or false would act as a filter (decision
 * D-59).
 */
function variableType(type: string): { readonly type: string; readonly default?: string } {
  if (!type.endsWith('!')) return { type }
  const nullable = type.slice(0, -1)
  return { type: nullable, default: zeroOf(nullable) }
}

const zeros: Readonly<Record<string, string>> = { Int: '0', Float: '0', Boolean: 'false', '[String!]': '[]' }

function zeroOf(type: string): string {
  return zeros[type] ?? '""'
}

function pass({ name }: Variable): string {
  return `${name}: $${name}`
}

function nested(namespace: readonly string[], call: readonly string[]): readonly string[] {
  return namespace.reduceRight((lines, part) => [`${part} {`, ...lines.map(indented), '}'], call)
}

function document(kind: string, name: string, variables: readonly Variable[], body: readonly string[]): string {
  const declared = variables.map(
    (one) => `$${one.name}: ${one.type}${one.default === undefined ? '' : ` = ${one.default}`}`,
  )
  const head = declared.length === 0 ? `${kind} ${name} {` : `${kind} ${name}(${declared.join(', ')}) {`
  return [`# ${managed}`, head, ...body.map(indented), '}', ''].join('\n')
}

function indented(line: string): string {
  return `  ${line}`
}

/** The notice at the beginning of every file. */
export const managed = 'Managed by Liftlock: change the model and generate again.'
