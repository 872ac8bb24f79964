/** One HTTP request. Header names are lower-case. */
export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'HEAD'
  /** Absolute, `http:` or `https:`. */
  readonly url: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
  /** From the request to the last byte of the answer; 30,000 when not given. */
  readonly timeoutMilliseconds?: number
  /** Longest body of an answer that is taken; 16 MiB when not given. It is never decompressed. */
  readonly mostBytes?: number
  readonly signal?: AbortSignal
}

/** What came back, whatever its status. The body is decoded as UTF-8. */
export interface HttpAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** HTTP as stages see it. Connections are kept and used again. */
export interface Http {
  /**
   * An answer of any status is a result, also a redirect: none is followed.
   * @throws StageError `endpoint-unreachable` when there is none (refused, reset, timed out, no such host)
   * @throws StageError `answer-too-large` for a longer body than is taken
   * @throws the signal's reason when it is aborted meanwhile
   */
  request(request: HttpRequest): Promise<HttpAnswer>
}
