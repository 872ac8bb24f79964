/** A build that failed in one of its phases, with what CodeBuild calls the context of the phase. */
export class BuildFailure extends Error {
  override readonly name = 'BuildFailure'
  readonly phase: string
  readonly code: string

  constructor(phase: string, code: string, message: string) {
    super(message)
    this.phase = phase
    this.code = code
  }
}
