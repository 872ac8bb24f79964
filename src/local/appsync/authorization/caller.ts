/** The sender of a request, as verified by the API. */
export interface Caller {
  readonly mode: 'API_KEY' | 'AWS_IAM' | 'AMAZON_COGNITO_USER_POOLS'
  /** The value that `$util.authType()` returns. */
  readonly authType: string
  /** `$ctx.identity` (context reference, "Identity"); null for an API key. */
  readonly identity: Readonly<Record<string, unknown>> | null
  /** Claim `cognito:groups`. */
  readonly groups: readonly string[]
  /** For an IAM caller: the identity whose policies apply. */
  readonly principalArn: string | undefined
}

/** The parts of an HTTP request that matter for credentials and signatures. */
export interface SignedRequest {
  readonly method: string
  /** Path as it was sent, without the query. */
  readonly path: string
  readonly query: string
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  /** The values of headers that were sent more than once. */
  readonly repeated: Readonly<Record<string, readonly string[]>>
  readonly body: string
  readonly sourceIp: readonly string[]
}
