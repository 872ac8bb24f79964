import type { IncomingMessage } from 'node:http'
import { readBounded } from '../../../core/bounded.ts'
import type { SignedRequest } from '../authorization/caller.ts'
import { RequestRefused } from '../request-refused.ts'

/** Largest request that AppSync accepts, in bytes. */
export const bodyLimit = 1024 * 1024

/** Path and query of a request target. */
export function addressOf({ url = '' }: IncomingMessage): { readonly path: string; readonly query: string } {
  const [path = '', query = ''] = url.split('?')
  return { path, query }
}

/** A request in the form that signatures are calculated from. */
export function signedRequest(request: IncomingMessage, body: string): SignedRequest {
  const headers = Object.fromEntries(
    Object.entries(request.headers).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, Array.isArray(value) ? value.join(',') : value]],
    ),
  )
  const forwarded = headers['x-forwarded-for']?.split(',').map((address) => address.trim()) ?? []
  return {
    method: request.method ?? '',
    ...addressOf(request),
    headers,
    repeated: repeatedHeaders(request),
    body,
    sourceIp: [...forwarded, request.socket.remoteAddress ?? ''],
  }
}

function repeatedHeaders({ headersDistinct }: IncomingMessage): Record<string, readonly string[]> {
  const entries = Object.entries(headersDistinct).flatMap(([name, values = []]) =>
    values.length > 1 ? [[name, values] as const] : [],
  )
  return Object.fromEntries(entries)
}

/** The body as text. @throws RequestRefused 413 */
export async function readBody(request: IncomingMessage): Promise<string> {
  // After an early exit, the connection must stay open for the answer.
  const chunks: AsyncIterable<Buffer> = request.iterator({ destroyOnReturn: false })
  const tooLarge = () => new RequestRefused(413, 'RequestEntityTooLarge', `A request has ${bodyLimit} bytes at most.`)
  return (await readBounded(chunks, bodyLimit, tooLarge)).toString()
}
