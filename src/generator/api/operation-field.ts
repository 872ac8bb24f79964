import type { FieldType } from '../model/types/field.ts'
import type { Query } from '../model/types/view.ts'
import { hasInput, inputIsRequired } from './input-types.ts'
import type { Operation } from './operations.ts'
import type { FieldDefinition } from './schema-definition.ts'
import { payloadType, resultSetType } from './type-names.ts'

/** Authorization modes of fields for callers without a token. Cognito is the default mode and needs no directive. */
export const openToAll = ['@aws_api_key', '@aws_cognito_user_pools'] as const

/** The result type of the mutation `upload`. */
export const uploadResult = 'UploadResult'

type Argument = NonNullable<FieldDefinition['arguments']>[number]

/** The field of a method, with its arguments and result (model format 16.2–16.4). */
export function operationField(operation: Operation): FieldDefinition {
  return {
    name: operation.method,
    type: resultType(operation),
    arguments: argumentsOf(operation),
    origin: originOf(operation),
    ...(operation.access.kind === 'anonymous' ? { directives: openToAll } : {}),
  }
}

/** The name of a clause's argument: `title_equals`. */
export function clauseArgument({ field, operand }: Query['clauses'][number]): string {
  return `${field.name}_${operand}`
}

/** The clauses of a query, without repetitions. */
export function clausesOf(query: Query): Query['clauses'] {
  return [...new Map(query.clauses.map((clause) => [clauseArgument(clause), clause])).values()]
}

export function graphqlType(type: FieldType): string {
  return type === 'StringList' ? '[String!]' : type
}

function resultType(operation: Operation): string {
  switch (operation.kind) {
    case 'command':
      return 'CommandResult'
    case 'upload':
      return uploadResult
    case 'trace':
      return 'Trace_ResultSet'
    case 'projection': {
      const { view, returns } = operation.projection
      return returns === 'list' ? resultSetType(view) : view
    }
    case 'query':
      return operation.query.type === 'get' ? operation.view.name : resultSetType(operation.view.name)
  }
}

/** The arguments of a method, in the order of the schema. */
export function argumentsOf(operation: Operation): readonly Argument[] {
  switch (operation.kind) {
    case 'upload':
    case 'command': {
      if (!hasInput(operation.command)) return []
      const required = inputIsRequired(operation.command) ? '!' : ''
      return [{ name: 'input', type: payloadType(operation.command.name) + required }]
    }
    case 'trace':
      return [{ name: 'correlationId', type: 'ID!' }]
    case 'projection':
      return operation.projection.inputs.map(({ name, type, required }) => ({
        name,
        type: graphqlType(type) + (required ? '!' : ''),
      }))
    case 'query':
      return operation.query.type === 'get' ? [{ name: 'key', type: 'ID!' }] : listArguments(operation.query)
  }
}

/**
 * Mandatory arguments are non-null (decision D-58). The argument of a clause on a list is one of its values (decision
 * D-47).
 */
function listArguments(query: Query): readonly Argument[] {
  const required = query.type === 'query' ? '!' : ''
  return [
    ...clausesOf(query).map((clause) => ({
      name: clauseArgument(clause),
      type: (clause.field.type === 'StringList' ? 'String' : clause.field.type) + required,
    })),
    ...(query.canonicalSearch ? [{ name: 'key_begins_with', type: 'String!' }] : []),
    { name: 'limit', type: 'Int' },
    { name: 'nextToken', type: 'String' },
  ]
}

function originOf(operation: Operation): string {
  const path = [...operation.namespace, operation.method].join('.')
  const { file, line } = operation.place
  return `${path} (${file}${line === undefined ? '' : `:${line}`})`
}
