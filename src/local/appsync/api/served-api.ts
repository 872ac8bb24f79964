import {
  type DocumentNode,
  type GraphQLError,
  type GraphQLSchema,
  NoSchemaIntrospectionCustomRule,
  specifiedRules,
  validate,
} from 'graphql'
import type { ApiConfiguration } from '../../../aws/appsync/api.ts'
import { checkSelection, GraphQLLimitFault, parseWithin, requestLimits } from '../graphql-limits.ts'
import { RequestRefused } from '../request-refused.ts'
import { buildApiSchema, subscriptionsByMutation } from './schema.ts'

/** A parsed GraphQL document, with its errors. */
export interface CheckedDocument {
  readonly document: DocumentNode
  readonly errors: readonly GraphQLError[]
}

/** An API that is ready to answer. */
export interface ServedApi {
  readonly configuration: ApiConfiguration
  readonly schema: GraphQLSchema
  /** Fields of `Subscription` by the mutation that publishes to them. */
  readonly subscriptions: ReadonlyMap<string, readonly string[]>
  /** Parses and validates each text once. @throws RequestRefused 400 for invalid GraphQL */
  check(query: string): CheckedDocument
}

/** How many documents are kept, and how many characters they may have together. */
const documentLimit = { count: 200, characters: requestLimits.characters }

/** @throws GraphQLError for an invalid schema */
export function servedApi(configuration: ApiConfiguration): ServedApi {
  const schema = buildApiSchema(configuration.schema)
  const rules = configuration.introspection ? specifiedRules : [...specifiedRules, NoSchemaIntrospectionCustomRule]
  const documents = new Map<string, CheckedDocument>()
  let characters = 0
  return {
    configuration,
    schema,
    subscriptions: subscriptionsByMutation(schema),
    check(query) {
      const known = documents.get(query)
      if (known) return known
      const document = parseQuery(query)
      const checked = { document, errors: validate(schema, document, rules) }
      if (documents.size >= documentLimit.count || characters + query.length > documentLimit.characters) {
        documents.clear()
        characters = 0
      }
      documents.set(query, checked)
      characters += query.length
      return checked
    },
  }
}

function parseQuery(query: string): DocumentNode {
  try {
    const document = parseWithin(query, requestLimits)
    checkSelection(document)
    return document
  } catch (error) {
    const why = error instanceof GraphQLLimitFault ? `the query ${error.message}` : undefined
    throw new RequestRefused(
      400,
      'MalformedHttpRequestException',
      `Unable to parse GraphQL query${why === undefined ? '' : `: ${why}`}.`,
    )
  }
}
