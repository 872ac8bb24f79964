import type { IncomingMessage } from 'node:http'
import type { RequestFacts } from './decide-access.ts'

/** The facts of a request, with every value of a header that was sent several times: Node shows only the first of some. */
export function factsOf({ method = '', url = '', headersDistinct }: IncomingMessage): RequestFacts {
  return {
    method,
    target: url,
    hosts: headersDistinct.host ?? [],
    origins: headersDistinct.origin ?? [],
    fetchSites: headersDistinct['sec-fetch-site'] ?? [],
  }
}
