/** A data source said no. Templates see it as `$ctx.error`, with what came beside it as `$ctx.result`. */
export class DataSourceFailure extends Error {
  override readonly name = 'DataSourceFailure'
  /** Such as `DynamoDB:ConditionalCheckFailedException`. */
  readonly type: string
  readonly result: unknown

  constructor(type: string, message: string, result: unknown = null) {
    super(message)
    this.type = type
    this.result = result
  }
}
