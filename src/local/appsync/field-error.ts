/** An error of one field, as AppSync reports it in `errors` of the response. */
export class FieldError extends Error {
  override readonly name = 'FieldError'
  /** AppSync's `errorType`; null if the template did not set one. */
  readonly errorType: string | null
  readonly data: unknown
  readonly errorInfo: unknown

  constructor(message: string, errorType: string | null = null, data: unknown = null, errorInfo: unknown = null) {
    super(message)
    this.errorType = errorType
    this.data = data
    this.errorInfo = errorInfo
  }
}

/**
 * The error of `$util.unauthorized()`, and of a directive that refuses (developer guide, "Authorization use cases").
 */
export function unauthorizedField(fieldName: string, typeName: string): FieldError {
  return new FieldError(`Not Authorized to access ${fieldName} on type ${typeName}`, 'Unauthorized')
}
