/** Where a log stream lies. */
export interface LogStreamName {
  readonly region: string
  readonly account: string
  readonly group: string
  readonly stream: string
}

/**
 * Reads the ARN of a log stream: `arn:aws:logs:<region>:<account>:log-group:<group>:log-stream:<stream>`. CodePipeline
 * hands on what the provider of the action wrote.
 * @returns undefined for any other text
 */
export function logStreamName(arn: string): LogStreamName | undefined {
  const form = /^arn:aws[a-z-]*:logs:([a-z0-9-]+):([0-9]{12}):log-group:([^:*]+):log-stream:([^*]+)$/
  const [, region, account, group, stream] = form.exec(arn) ?? []
  if (region === undefined || account === undefined || group === undefined || stream === undefined) return undefined
  return { region, account, group, stream }
}
