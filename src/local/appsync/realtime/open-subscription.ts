import { getArgumentValues, getOperationAST, getVariableValues, Kind, OperationTypeNode } from 'graphql'
import type { ServedApi } from '../api/served-api.ts'
import { mayResolve } from '../authorization/directives.ts'
import type { GraphQLRequest } from '../execution/execute-request.ts'
import type { Execution } from '../execution/execution.ts'
import { checkPolicies } from '../execution/resolve-field.ts'
import { runResolver } from '../execution/run-resolver.ts'
import { fieldsOf, selectionSetGraphQL, selectionSetList } from '../execution/selection.ts'
import { unauthorizedField } from '../field-error.ts'
import { RequestRefused } from '../request-refused.ts'

/** A subscription whose document and authorization were checked, and whose resolver ran without an error. */
export interface OpenedSubscription {
  readonly field: string
  readonly arguments: Readonly<Record<string, unknown>>
}

/** @throws RequestRefused if the document has no subscription; FieldError if it is not allowed */
export async function openSubscription(
  api: ServedApi,
  request: GraphQLRequest,
  execution: Execution,
): Promise<OpenedSubscription> {
  const { document, errors } = api.check(request.query)
  if (errors[0]) throw new RequestRefused(400, 'GraphQLValidationError', `Validation error: ${errors[0].message}`)
  const operation = getOperationAST(document, request.operationName)
  const type = api.schema.getSubscriptionType()
  if (operation?.operation !== OperationTypeNode.SUBSCRIPTION || !type) {
    throw new RequestRefused(400, 'UnsupportedOperation', 'Only subscriptions are served here.')
  }
  const fragments = Object.fromEntries(
    document.definitions.flatMap((node) => (node.kind === Kind.FRAGMENT_DEFINITION ? [[node.name.value, node]] : [])),
  )
  const [node] = fieldsOf(operation.selectionSet, fragments)
  const field = node && type.getFields()[node.name.value]
  if (!node || !field) throw new RequestRefused(400, 'UnsupportedOperation', 'The subscription selects no field.')
  const variables = getVariableValues(api.schema, operation.variableDefinitions ?? [], request.variables)
  if (variables.errors)
    throw new RequestRefused(400, 'GraphQLValidationError', variables.errors[0]?.message ?? 'wrong variables')
  const values = getArgumentValues(field, node, variables.coerced)
  if (!mayResolve(execution.caller, type, field, api.configuration.modes[0]))
    throw unauthorizedField(field.name, type.name)
  await checkPolicies(execution, type.name, field.name)
  const resolver = api.configuration.resolvers.get(`${type.name}.${field.name}`)
  const selection = { fieldNodes: [node], fragments }
  if (resolver) {
    await runResolver(resolver, execution, {
      type: type.name,
      name: field.name,
      path: [field.name],
      location: undefined,
      arguments: values,
      source: null,
      selectionSetList: () => selectionSetList(selection),
      selectionSetGraphQL: () => selectionSetGraphQL(selection),
    })
  }
  return { field: field.name, arguments: values }
}
