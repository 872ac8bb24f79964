import { type GraphQLField, type GraphQLResolveInfo, responsePathAsArray } from 'graphql'
import { mayResolve } from '../authorization/directives.ts'
import { unauthorizedField } from '../field-error.ts'
import type { Execution, ResolvedField } from './execution.ts'
import { runResolver } from './run-resolver.ts'
import { selectionSetGraphQL, selectionSetList } from './selection.ts'

/**
 * Resolves one field as AppSync does: first authorization, then its resolver. Without a resolver, the field gets the
 * value of the same name from its parent.
 */
export function resolveField(
  source: unknown,
  values: Readonly<Record<string, unknown>>,
  execution: Execution,
  info: GraphQLResolveInfo,
): unknown {
  const { parentType, fieldName } = info
  const field = parentType.getFields()[fieldName] as GraphQLField<unknown, unknown>
  const { api, caller, delivering } = execution
  if (!mayResolve(caller, parentType, field, api.modes[0])) throw unauthorizedField(fieldName, parentType.name)
  const resolver = delivering ? undefined : api.resolvers.get(`${parentType.name}.${fieldName}`)
  const run = () =>
    resolver ? runResolver(resolver, execution, resolvedField(source, values, info)) : propertyOf(source, fieldName)
  return isRoot(info) && !delivering ? afterPolicies(execution, parentType.name, fieldName, run) : run()
}

/**
 * Checks the policies of an IAM caller for a field of a root type, if they are enforced (action `appsync:GraphQL`).
 * @throws FieldError `Unauthorized`
 */
export async function checkPolicies(
  { api, caller, identities }: Execution,
  type: string,
  field: string,
): Promise<void> {
  if (caller.principalArn === undefined || !identities) return
  const resource = `${api.arn}/types/${type}/fields/${field}`
  if (!(await identities.isAllowed(caller.principalArn, 'appsync:GraphQL', resource)))
    throw unauthorizedField(field, type)
}

async function afterPolicies(execution: Execution, type: string, field: string, run: () => unknown): Promise<unknown> {
  await checkPolicies(execution, type, field)
  return run()
}

function isRoot({ parentType, schema }: GraphQLResolveInfo): boolean {
  return parentType === schema.getQueryType() || parentType === schema.getMutationType()
}

function propertyOf(source: unknown, name: string): unknown {
  if (typeof source !== 'object' || source === null || !Object.hasOwn(source, name)) return null
  return (source as Readonly<Record<string, unknown>>)[name]
}

function resolvedField(
  source: unknown,
  values: Readonly<Record<string, unknown>>,
  info: GraphQLResolveInfo,
): ResolvedField {
  const token = info.fieldNodes[0]?.loc?.startToken
  return {
    type: info.parentType.name,
    name: info.fieldName,
    path: responsePathAsArray(info.path),
    location: token && { line: token.line, column: token.column },
    arguments: values,
    source,
    selectionSetList: () => selectionSetList(info),
    selectionSetGraphQL: () => selectionSetGraphQL(info),
  }
}
