import { type ClientRequest, Agent as HttpAgent } from 'node:http'
import { Agent as HttpsAgent } from 'node:https'
import { HttpProxyAgent } from 'http-proxy-agent'
import { HttpsProxyAgent } from 'https-proxy-agent'
import { StageError } from '../core/run/stage-error.ts'
import { decoded, type ProxyRoute, proxyName } from './proxy-route.ts'

/** Agents for `node:http` and `node:https` that choose the way of each request. */
export interface HttpAgents {
  readonly httpAgent: HttpAgent
  readonly httpsAgent: HttpAgent
}

/** Shorter than the timeout of the SDK, so that the message names the proxy. */
const proxyMilliseconds = 4_500
const kept = { keepAlive: true, scheduling: 'lifo' } as const

/** Requests over TLS use a tunnel (CONNECT), so the proxy cannot read them. */
export function proxyAgents(route: ProxyRoute): HttpAgents {
  return { httpAgent: new Router(route, false), httpsAgent: new Router(route, true) }
}

/** The method that Node calls for each request; Node's types leave it out. */
interface TakesRequests {
  addRequest(request: ClientRequest, options: { readonly host?: string; readonly port?: number | string }): void
}

/**
 * Passes each request at once to the agent of its way, because a request to a proxy has a different head. The clients
 * share these agents, so no client may close them.
 */
class Router extends HttpAgent implements TakesRequests {
  readonly defaultPort: number
  readonly protocol: string
  readonly #way: (target: { readonly host: string; readonly port: number }) => HttpAgent

  constructor(route: ProxyRoute, secure: boolean) {
    super(kept)
    this.defaultPort = secure ? 443 : 80
    this.protocol = secure ? 'https:' : 'http:'
    const direct = secure ? new HttpsAgent(kept) : new HttpAgent(kept)
    const agents = new Map<string, HttpAgent>()
    this.#way = (target) => {
      const proxy = route.proxyFor({ ...target, secure })
      if (proxy === undefined) return direct
      const agent = agents.get(proxy.href) ?? (secure ? new Tunnel(proxy) : new PlainProxy(proxy))
      agents.set(proxy.href, agent)
      return agent
    }
  }

  addRequest(request: ClientRequest, options: Parameters<TakesRequests['addRequest']>[1]): void {
    const host = (options.host ?? 'localhost').replace(/^\[|\]$/g, '')
    const agent = this.#way({ host, port: Number(options.port ?? this.defaultPort) })
    ;(agent as HttpAgent & TakesRequests).addRequest(request, options)
  }

  override destroy(): void {}
}

/** Credentials are sent as a header, so the library never has them. The library may print addresses. */
function withoutCredentials(proxy: URL): { readonly address: URL; readonly headers: Record<string, string> } {
  const address = new URL(proxy.href)
  const [user, password] = [decoded(proxy.username), decoded(proxy.password)]
  address.username = ''
  address.password = ''
  if (user === '' && password === '') return { address, headers: {} }
  const basic = Buffer.from(`${user}:${password}`).toString('base64')
  return { address, headers: { 'Proxy-Authorization': `Basic ${basic}` } }
}

/**
 * Sends plain HTTP through a proxy. The proxy answers for the target, so only a failure to reach the proxy is explained
 * here.
 */
class PlainProxy extends HttpProxyAgent<string> {
  constructor(proxy: URL) {
    const { address, headers } = withoutCredentials(proxy)
    super(address, { ...kept, headers })
  }

  override isSecureEndpoint = () => false

  override async connect(...given: Parameters<HttpProxyAgent<string>['connect']>) {
    try {
      return await super.connect(...given)
    } catch (error) {
      throw unreachable(this.proxy, error)
    }
  }
}

class Tunnel extends HttpsProxyAgent<string> {
  constructor(proxy: URL) {
    const { address, headers } = withoutCredentials(proxy)
    super(address, { ...kept, headers })
  }

  override isSecureEndpoint = () => true

  override async connect(...[request, options]: Parameters<HttpsProxyAgent<string>['connect']>) {
    const attempt = new AbortController()
    const late = setTimeout(() => attempt.abort(), proxyMilliseconds)
    const gone = () => attempt.abort()
    request.once('close', gone)
    let status: number | undefined
    request.once('proxyConnect', (answer: { statusCode: number }) => {
      status = answer.statusCode
    })
    try {
      // The library reads it at once, for the connection to the proxy.
      this.connectOpts = { ...this.connectOpts, signal: attempt.signal } as typeof this.connectOpts
      const socket = await super.connect(request, options)
      if (status === 200) return socket
      socket.destroy()
    } catch (error) {
      throw unreachable(
        this.proxy,
        attempt.signal.aborted ? new Error(`no answer within ${proxyMilliseconds / 1000} s`) : error,
      )
    } finally {
      clearTimeout(late)
      request.off('close', gone)
    }
    throw proxyRefusal(this.proxy, status ?? 0, `${options.host}:${options.port}`)
  }
}

/** Explains the answer of a proxy that refused to open a tunnel. */
function proxyRefusal(proxy: URL, status: number, target: string): StageError {
  const name = proxyName(proxy)
  if (status >= 500)
    return new StageError('endpoint-unreachable', `proxy ${name} cannot reach ${target} (HTTP ${status})`, {
      hint: `check that the proxy may reach ${target}, or name the host in NO_PROXY`,
    })
  const hint =
    status === 407
      ? 'put the credentials into the address of the proxy, as http://user:password@host:port with special characters percent-encoded'
      : `let the proxy allow ${target}, or name the host in NO_PROXY`
  return new StageError('proxy-refused', `proxy ${name} refuses the way to ${target} (HTTP ${status})`, { hint })
}

function unreachable(proxy: URL, cause: unknown): StageError {
  const { code, message } = cause as NodeJS.ErrnoException
  const error = new StageError(
    'endpoint-unreachable',
    `proxy ${proxyName(proxy)} cannot be reached: ${code ?? message}`,
    {
      hint: 'check HTTPS_PROXY, HTTP_PROXY and the input http-proxy; name hosts that need no proxy in NO_PROXY',
      cause,
    },
  )
  // The code tells the client whether another attempt makes sense.
  return code === undefined ? error : Object.assign(error, { code })
}
