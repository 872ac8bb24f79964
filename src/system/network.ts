import type { Http } from '../core/ports/http.ts'
import { httpThrough } from './node-http.ts'
import type { HttpAgents } from './proxy-agents.ts'
import { proxyAddress, proxyRoute } from './proxy-route.ts'

/** How this machine reaches others: one for a run, for all clients and child processes of it. */
export interface Network {
  /** What child processes get: the environment, with the proxy that was given. */
  readonly environment: NodeJS.ProcessEnv
  /** Loaded on first use; undefined where everything is reached directly. */
  readonly agents: () => Promise<HttpAgents | undefined>
  readonly http: Http
  /** Credentials of proxies, which must never be shown. */
  readonly secrets: readonly string[]
}

/**
 * The network by the variables of the environment.
 * @param httpProxy address of a proxy that takes the place of those
 * @throws StageError `input-invalid` for an address that is none
 */
export function networkOf(outer: NodeJS.ProcessEnv, httpProxy?: string): Network {
  // Named as what it is; below it stands in the variables.
  if (httpProxy !== undefined) proxyAddress(httpProxy, 'http-proxy')
  const environment = httpProxy === undefined ? outer : { ...outer, ...variablesOf(httpProxy) }
  const route = proxyRoute(environment)
  let loaded: Promise<HttpAgents> | undefined
  const agents = async () => {
    if (route === undefined) return undefined
    loaded ??= import('./proxy-agents.ts').then(({ proxyAgents }) => proxyAgents(route))
    return loaded
  }
  return { environment, agents, http: httpThrough(agents), secrets: route?.secrets ?? [] }
}

function variablesOf(address: string): NodeJS.ProcessEnv {
  return { HTTPS_PROXY: address, https_proxy: address, HTTP_PROXY: address, http_proxy: address }
}
