/** An answer that refuses a call. */
export class ApiRefusal extends Error {
  readonly status: number
  readonly body: object
  readonly headers: Readonly<Record<string, string>>

  constructor(
    status: number,
    message: string,
    errors?: readonly object[],
    headers: Readonly<Record<string, string>> = {},
  ) {
    super(message)
    this.status = status
    this.body = {
      message,
      ...(errors && { errors }),
      documentation_url: 'https://docs.github.com/rest',
      status: `${status}`,
    }
    this.headers = headers
  }
}

export const notFound = () => new ApiRefusal(404, 'Not Found')

/** One wrong member, as GitHub names it. */
export function invalid(resource: string, field: string, code: string, message?: string): ApiRefusal {
  return new ApiRefusal(422, 'Validation Failed', [{ resource, field, code, ...(message && { message }) }])
}

/** A rule of a ruleset forbids it. */
export const ruleViolation = (rule: string) => new ApiRefusal(422, `Repository rule violations found\n\n${rule}\n\n`)
