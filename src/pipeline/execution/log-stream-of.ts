/** What an action tells of its log. */
interface Logged {
  readonly output?:
    | { readonly executionResult?: { readonly logStreamARN?: string | undefined } | undefined }
    | undefined
}

/**
 * The ARN of the log stream of an action; undefined without one. CodeBuild writes `null` for group and stream as long
 * as there is none (public reports of its users).
 */
export function logStreamOf(action: Logged | undefined): string | undefined {
  const { logStreamARN = '' } = action?.output?.executionResult ?? {}
  return logStreamARN === '' || /:log-group:null:|:log-stream:null$/.test(logStreamARN) ? undefined : logStreamARN
}
