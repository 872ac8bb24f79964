import type { Http } from '../core/ports/http.ts'
import { httpThrough } from './node-http.ts'
import type { HttpAgents } from './proxy-agents.ts'
import { proxyAddress, proxyRoute } from './proxy-route.ts'

/** How this machine reaches other hosts. All clients and child processes of a run share it. */
export interface Network {
  /** The environment for child processes, including the given proxy. */
  readonly environment: NodeJS.ProcessEnv
  /** Loads the agents on first use; undefined when every host is reached directly. */
  readonly agents: () => Promise<HttpAgents | undefined>
  readonly http: Http
  /** Credentials of proxies, which must be masked. */
  readonly secrets: readonly string[]
}

/**
 * Reads the network settings from the variables of the environment.
 * @param httpProxy address of a proxy that replaces theirs
 * @throws StageError `input-invalid` for an invalid address
 */
export function networkOf(outer: NodeJS.ProcessEnv, httpProxy?: string): Network {
  // Checked here, so that messages name the input instead of a variable.
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
