/** One HTTP request. Header names are lower-case. */
export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'HEAD'
  /** Absolute, `http:` or `https:`. */
  readonly url: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Uint8Array
  /** Milliseconds from the request to the last byte of the answer. Default: 30,000. */
  readonly timeoutMilliseconds?: number
  /** Limit for the body of an answer. Default: 16 MiB. The body is never decompressed. */
  readonly mostBytes?: number
  readonly signal?: AbortSignal
}

/** The answer, whatever its status. The body is decoded as UTF-8. */
export interface HttpAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** HTTP for stages. Connections are kept open and reused. */
export interface Http {
  /**
   * Sends one request. An answer with any status is a result, and redirects are not followed.
   * @throws StageError `endpoint-unreachable` without an answer (refused, reset, timed out, unknown host)
   * @throws StageError `answer-too-large` for a body above the limit
   * @throws the signal's reason when it is aborted
   */
  request(request: HttpRequest): Promise<HttpAnswer>
}
