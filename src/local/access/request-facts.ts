import type { IncomingMessage } from 'node:http'
import type { RequestFacts } from './decide-access.ts'

/**
 * The facts of a request, with all values of repeated headers. Node itself shows only the first value of some headers.
 */
export function factsOf({ method = '', url = '', headersDistinct }: IncomingMessage): RequestFacts {
  return {
    method,
    target: url,
    hosts: headersDistinct.host ?? [],
    origins: headersDistinct.origin ?? [],
    fetchSites: headersDistinct['sec-fetch-site'] ?? [],
  }
}
