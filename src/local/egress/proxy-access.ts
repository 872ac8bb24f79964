import { randomBytes } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { inCommandWords } from '../../core/run/command-words.ts'
import { command, next } from '../../core/run/next-step.ts'
import { isSecret } from '../access/bearer-token.ts'
import { type Access, decidePage } from '../access/decide-access.ts'
import { factsOf } from '../access/request-facts.ts'

/** Gives access to clients that know the proxy's address, which contains the credentials. */
export interface ProxyCredentials {
  readonly user: string
  readonly password: string
}

/** New for each proxy. */
export function makeCredentials(): ProxyCredentials {
  return { user: 'liftlock', password: randomBytes(24).toString('base64url') }
}

/** The answer to a client without the credentials. */
export const credentialsWanted = {
  status: 407,
  message: 'this proxy serves the functions of one local AWS, by the credentials in its address',
  headers: { 'proxy-authenticate': 'Basic realm="liftlock"' },
} as const

export type ProxyAccess = Access | { readonly kind: 'unknown' }

/**
 * Decides whether a request may use the proxy. It must name another server, and have the credentials (RFC 9110, section
 * 11.7.1). Without them, the client is `unknown`. A web page is refused with its origin; it cannot send the header.
 */
export function decideProxyAccess(request: IncomingMessage, credentials: ProxyCredentials): ProxyAccess {
  const named = request.method === 'CONNECT' || /^https?:\/\//i.test(request.url ?? '')
  if (!named)
    return {
      kind: 'refused',
      message: 'this is the way out for functions, and serves nothing itself',
      next: inCommandWords(next`see ${command('local status')} for the addresses of the local AWS`),
    }
  const [, encoded] = /^Basic +(\S+)$/i.exec(request.headers['proxy-authorization'] ?? '') ?? []
  const given = encoded === undefined ? undefined : Buffer.from(encoded, 'base64').toString()
  if (isSecret(given, `${credentials.user}:${credentials.password}`)) return { kind: 'granted', origin: undefined }
  const page = decidePage(factsOf(request), [])
  return page.kind === 'refused' ? page : { kind: 'unknown' }
}
