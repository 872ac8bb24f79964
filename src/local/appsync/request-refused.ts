/** The error of a whole request, before a field is resolved. */
export class RequestRefused extends Error {
  override readonly name = 'RequestRefused'
  readonly status: number
  /** AppSync's `errorType`. */
  readonly errorType: string

  constructor(status: number, errorType: string, message: string) {
    super(message)
    this.status = status
    this.errorType = errorType
  }
}

/** The refusal of missing, wrong or unaccepted credentials. */
export function unauthorizedRequest(message: string): RequestRefused {
  return new RequestRefused(401, 'UnauthorizedException', message)
}
