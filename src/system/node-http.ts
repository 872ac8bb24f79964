import type { Http } from '../core/ports/http.ts'
import { StageError } from '../core/stage-error.ts'

/** HTTP of this machine, over the connection pool of Node's `fetch`. */
export const nodeHttp: Http = {
  async request({ method, url, headers, body, timeoutMilliseconds = 30_000, signal }) {
    const limit = AbortSignal.timeout(timeoutMilliseconds)
    try {
      const answer = await fetch(url, {
        method,
        ...(headers && { headers }),
        ...(body !== undefined && { body }),
        redirect: 'manual',
        signal: signal ? AbortSignal.any([limit, signal]) : limit,
      })
      return { status: answer.status, headers: Object.fromEntries(answer.headers), body: await answer.text() }
    } catch (error) {
      signal?.throwIfAborted()
      const why = limit.aborted ? `no answer within ${timeoutMilliseconds / 1000} s` : reasonOf(error)
      throw new StageError('endpoint-unreachable', `${new URL(url).origin} cannot be reached: ${why}`, {
        hint: 'check that the address is right and that the service runs',
        cause: error,
      })
    }
  },
}

/** `fetch` hides what happened behind "fetch failed"; the cause tells. */
function reasonOf(error: unknown): string {
  const cause = (error as { cause?: { code?: string; message?: string } }).cause
  return cause?.code ?? cause?.message ?? (error as Error).message
}
