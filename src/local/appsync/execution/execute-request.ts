import { type DocumentNode, execute, getOperationAST, Kind, OperationTypeNode } from 'graphql'
import type { ServedApi } from '../api/served-api.ts'
import { RequestRefused } from '../request-refused.ts'
import type { Execution } from './execution.ts'
import { resolveField } from './resolve-field.ts'
import { appendedErrors, type ResponseError, responseError, validationError } from './response-errors.ts'
import { fieldsOf, selectedByName } from './selection.ts'

/** Body of a request to the GraphQL endpoint. */
export interface GraphQLRequest {
  readonly query: string
  readonly variables: Readonly<Record<string, unknown>>
  readonly operationName: string | undefined
}

export interface GraphQLAnswer {
  readonly data: unknown
  readonly errors?: readonly ResponseError[]
}

/** The result of a mutation, for its subscribers. */
export interface Publication {
  readonly mutation: string
  /** The selected fields, by the names of the schema. */
  readonly value: unknown
}

/** Runs a query or mutation. @throws RequestRefused for any other operation */
export async function executeRequest(
  api: ServedApi,
  request: GraphQLRequest,
  execution: Execution,
): Promise<{ readonly answer: GraphQLAnswer; readonly publications: readonly Publication[] }> {
  const { document, errors } = api.check(request.query)
  if (errors.length > 0) return { answer: { data: null, errors: errors.map(validationError) }, publications: [] }
  const operation = getOperationAST(document, request.operationName)
  if (operation?.operation === OperationTypeNode.SUBSCRIPTION) {
    throw new RequestRefused(400, 'UnsupportedOperation', 'Subscriptions are served by the real-time endpoint.')
  }
  const answer = await run(api, document, request, execution)
  const publications =
    operation?.operation === OperationTypeNode.MUTATION ? publicationsOf(document, request, answer.data) : []
  return { answer, publications }
}

/** Shapes a published value for one subscriber, by its selection and authorization. */
export async function executeDelivery(
  api: ServedApi,
  request: GraphQLRequest,
  field: string,
  value: unknown,
  execution: Execution,
): Promise<GraphQLAnswer> {
  return run(api, api.check(request.query).document, request, execution, { [field]: value })
}

async function run(
  api: ServedApi,
  document: DocumentNode,
  request: GraphQLRequest,
  execution: Execution,
  rootValue?: unknown,
): Promise<GraphQLAnswer> {
  const result = await execute({
    schema: api.schema,
    document,
    rootValue,
    contextValue: execution,
    variableValues: request.variables,
    operationName: request.operationName,
    fieldResolver: resolveField,
  })
  const errors = [...(result.errors ?? []).map(responseError), ...appendedErrors(execution)]
  return errors.length > 0 ? { data: result.data ?? null, errors } : { data: result.data ?? null }
}

function publicationsOf(document: DocumentNode, request: GraphQLRequest, data: unknown): readonly Publication[] {
  const operation = getOperationAST(document, request.operationName)
  const answer = data as Readonly<Record<string, unknown>> | null
  const fragments = Object.fromEntries(
    document.definitions.flatMap((node) => (node.kind === Kind.FRAGMENT_DEFINITION ? [[node.name.value, node]] : [])),
  )
  return fieldsOf(operation?.selectionSet, fragments).flatMap((node) => {
    const value = answer?.[node.alias?.value ?? node.name.value] ?? null
    return value === null
      ? []
      : [{ mutation: node.name.value, value: selectedByName(value, node.selectionSet, fragments) }]
  })
}
