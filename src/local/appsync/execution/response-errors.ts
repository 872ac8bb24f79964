import { type ASTNode, type GraphQLError, Kind } from 'graphql'
import { FieldError } from '../field-error.ts'
import type { Execution } from './execution.ts'
import { fieldsOf } from './selection.ts'

/** An entry of `errors` as AppSync writes it. */
export interface ResponseError {
  readonly path: readonly (string | number)[] | null
  readonly data?: unknown
  readonly errorType?: string | null
  readonly errorInfo?: unknown
  readonly locations: readonly { readonly line: number; readonly column: number; readonly sourceName: null }[] | null
  readonly message: string
}

/** The error of a field, or one that GraphQL itself reports. */
export function responseError(error: GraphQLError): ResponseError {
  const path = error.path ?? null
  const locations = error.locations?.map(({ line, column }) => ({ line, column, sourceName: null })) ?? null
  const { originalError } = error
  if (originalError instanceof FieldError) {
    const { errorType, errorInfo, message } = originalError
    const data = selectedData(originalError.data, error.nodes)
    return { path, data, errorType, errorInfo, locations, message }
  }
  if (originalError)
    return { path, data: null, errorType: 'InternalFailure', errorInfo: null, locations, message: error.message }
  return { path, locations, message: error.message }
}

/** AppSync omits from `data` what the field does not select. */
function selectedData(data: unknown, nodes: readonly ASTNode[] | undefined): unknown {
  const [node] = nodes ?? []
  const set = node?.kind === Kind.FIELD ? node.selectionSet : undefined
  if (!set || typeof data !== 'object' || data === null || Array.isArray(data)) return data
  const names = new Set(fieldsOf(set, {}).map((field) => field.name.value))
  return Object.fromEntries(Object.entries(data).filter(([name]) => names.has(name)))
}

/** The errors that `$util.appendError` added while the operation ran. */
export function appendedErrors({ appended }: Execution): readonly ResponseError[] {
  return appended.map(({ error: { data, errorType, errorInfo, message }, field: { path, location } }) => ({
    path,
    data,
    errorType,
    errorInfo,
    locations: location ? [{ ...location, sourceName: null }] : null,
    message,
  }))
}

/** An error that GraphQL finds in a document before it runs. */
export function validationError(error: GraphQLError): ResponseError {
  return { ...responseError(error), path: null, message: `Validation error: ${error.message}` }
}
