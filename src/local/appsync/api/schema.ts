import { buildASTSchema, extendSchema, type GraphQLSchema, isObjectType, isScalarType, Kind, parse } from 'graphql'
import { stringsOf } from '../authorization/directives.ts'
import { parseWithin, schemaLimits } from '../graphql-limits.ts'
import { defineScalar, scalarNames } from './scalars.ts'

const groups = 'cognito_groups: [String!]'
const places = 'on OBJECT | FIELD_DEFINITION | INTERFACE'

/** Directives that AppSync provides without a definition (developer guide, "GraphQL directives"). */
const directives: Readonly<Record<string, string>> = {
  aws_subscribe: 'directive @aws_subscribe(mutations: [String!]!) on FIELD_DEFINITION',
  aws_publish: 'directive @aws_publish(subscriptions: [String!]!) on FIELD_DEFINITION',
  aws_auth: `directive @aws_auth(${groups}) ${places}`,
  aws_cognito_user_pools: `directive @aws_cognito_user_pools(${groups}) ${places}`,
  aws_api_key: `directive @aws_api_key ${places}`,
  aws_iam: `directive @aws_iam ${places}`,
  aws_oidc: `directive @aws_oidc ${places}`,
  aws_lambda: `directive @aws_lambda ${places}`,
}

/**
 * Builds the schema with AppSync's scalars and directives.
 * @throws GraphQLError for an invalid schema, GraphQLLimitFault above `schemaLimits`
 */
export function buildApiSchema(text: string): GraphQLSchema {
  const document = parseWithin(text, schemaLimits, { noLocation: true })
  const defined = new Set(document.definitions.map((node) => ('name' in node ? node.name?.value : undefined)))
  const missing = [
    ...scalarNames.filter((name) => !defined.has(name)).map((name) => `scalar ${name}`),
    ...Object.entries(directives).flatMap(([name, definition]) => (defined.has(name) ? [] : [definition])),
  ]
  const definitions = [...parse(missing.join('\n')).definitions, ...document.definitions]
  const extensions = definitions.filter((node) => node.kind === Kind.OBJECT_TYPE_EXTENSION)
  const base = definitions.filter((node) => node.kind !== Kind.OBJECT_TYPE_EXTENSION)
  const built = buildASTSchema({ kind: Kind.DOCUMENT, definitions: base })
  const schema = extensions.length > 0 ? extendSchema(built, { kind: Kind.DOCUMENT, definitions: extensions }) : built
  for (const type of Object.values(schema.getTypeMap())) if (isScalarType(type)) defineScalar(type)
  return schema
}

/** The fields of `Subscription` that a mutation publishes to, by the mutation's name (`@aws_subscribe`). */
export function subscriptionsByMutation(schema: GraphQLSchema): ReadonlyMap<string, readonly string[]> {
  const type = schema.getSubscriptionType()
  const found = new Map<string, string[]>()
  if (!isObjectType(type)) return found
  for (const field of Object.values(type.getFields())) {
    const directive = field.astNode?.directives?.find((node) => node.name.value === 'aws_subscribe')
    for (const mutation of (directive && stringsOf(directive, 'mutations')) ?? []) {
      found.set(mutation, [...(found.get(mutation) ?? []), field.name])
    }
  }
  return found
}
