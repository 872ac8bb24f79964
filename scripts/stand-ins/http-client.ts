/**
 * Stands in for what `@actions/github` would send with, and for its list of routes, in the bundle. The toolkit makes
 * clients when it loads and uses them only if it is given no other `fetch`; `src/github/` always gives its own.
 */
export class HttpClient {
  getAgent(): undefined {}
  getAgentDispatcher(): undefined {}
}

export function fetch(): never {
  throw new Error('the bundle sends over its own HTTP')
}

export const restEndpointMethods = (): object => ({})
