/** A request that the service refuses with one of its own errors. */
export class ServiceFault extends Error {
  /** Name of the shape, such as `PipelineNotFoundException`. */
  readonly type: string

  /** @param type without `Exception` at its end */
  constructor(type: string, message: string) {
    super(message)
    this.type = `${type}Exception`
    this.name = this.type
  }
}
