/** A source that cannot be had, with the code that the service gives its action. */
export class SourceFailure extends Error {
  override readonly name = 'SourceFailure'
  readonly code: string

  constructor(code: string, message: string) {
    super(message)
    this.code = code
  }
}
