/** The failure of a data source. Templates see it as `$ctx.error`, and any partial result as `$ctx.result`. */
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
