import type { IncomingMessage, ServerResponse } from 'node:http'
import { decideAccess } from '../../access/decide-access.ts'
import type { OriginList } from '../../access/origin-list.ts'
import { refuseRequest } from '../../access/refuse.ts'
import { factsOf } from '../../access/request-facts.ts'
import type { DataPlane } from '../data-plane.ts'
import { RequestRefused } from '../request-refused.ts'
import { answerOwnAddress } from './own-addresses.ts'
import { send, sendErrors } from './send.ts'
import { addressOf, readBody, signedRequest } from './signed-request.ts'

/** What the network side of the adapter needs. */
export interface Served {
  readonly plane: DataPlane
  /** Web pages of these origins may call the APIs. */
  readonly origins: OriginList
  /** Bearer token for all addresses other than the APIs. */
  readonly token: string | undefined
  readonly log: (line: string) => void
}

/**
 * Answers one HTTP request. GraphQL is for clients of this machine and pages of configured origins; all other addresses
 * need the token.
 */
export async function answerHttp(served: Served, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const apiId = /^\/([a-z0-9]+)\/graphql$/.exec(addressOf(request).path)?.[1]
  // Web pages may call only the APIs, whatever their origin.
  const access = decideAccess(factsOf(request), apiId === undefined ? [] : served.origins.values)
  if (access.kind === 'refused') {
    served.log(`refused: ${access.message}`)
    refuseRequest(response, access)
    return
  }
  response.setHeader('vary', 'Origin')
  if (access.origin !== undefined) allowOrigin(access.origin, request, response)
  try {
    if (apiId === undefined) await answerOwnAddress(request, response, served)
    else if (request.method === 'OPTIONS') response.writeHead(204, { allow: 'POST, OPTIONS' }).end()
    else await answerGraphQL(served.plane, apiId, request, response)
  } catch (error) {
    if (!(error instanceof RequestRefused)) throw error
    sendErrors(response, error)
  }
}

async function answerGraphQL(
  plane: DataPlane,
  apiId: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (request.method !== 'POST') throw new RequestRefused(405, 'MethodNotAllowed', 'GraphQL requests must use POST.')
  const { answer, headers } = await plane.answer(apiId, signedRequest(request, await readBody(request)))
  for (const [name, value] of headers) response.setHeader(name, value)
  send(response, 200, answer)
}

/** CORS headers for one origin. Credentials are headers, never cookies, so credentialed requests are not allowed. */
function allowOrigin(origin: string, request: IncomingMessage, response: ServerResponse): void {
  response.setHeader('access-control-allow-origin', origin)
  response.setHeader('access-control-expose-headers', 'x-amzn-requestid,x-amzn-errortype')
  if (request.method !== 'OPTIONS') return
  response.setHeader('access-control-allow-methods', 'POST,OPTIONS')
  response.setHeader('access-control-allow-headers', request.headers['access-control-request-headers'] ?? '')
  response.setHeader('access-control-max-age', '60')
}
