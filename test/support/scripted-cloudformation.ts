import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Clock } from '../../src/core/ports/clock.ts'
import { parseQuery, queryError, queryXml } from './query-xml.ts'
import { Refusal, ScriptedService, type ScriptOptions } from './scripted-service.ts'

/** One call as it came in; `index` counts from 0, `time` is in seconds of the clock. */
export interface ScriptedCall {
  readonly action: string
  /** Name or id of the stack, as the call has it. */
  readonly stack: string
  readonly index: number
  readonly time: number
}

/** What may go wrong with a call. */
export type ScriptedFault =
  | { readonly kind: 'throttle' }
  | { readonly kind: 'expired' }
  /** The role lacks the right, in the words of IAM. */
  | { readonly kind: 'denied' }
  /** An answer that is none: HTML of a proxy, an empty or a cut body. */
  | { readonly kind: 'answer'; readonly status: number; readonly body: string }
  /** The connection breaks before anything happens. */
  | { readonly kind: 'reset' }
  /** The connection breaks after the effect. */
  | { readonly kind: 'lost' }
  /** The answer is the one of this time, in seconds. */
  | { readonly kind: 'stale'; readonly asOf: number }

/** CloudFormation on loopback, scripted: documented behaviour, a clock of the test's own, and faults by call. */
export interface ScriptedCloudFormation {
  readonly endpoint: string
  readonly service: ScriptedService
  readonly calls: readonly ScriptedCall[]
  fault: (call: ScriptedCall) => ScriptedFault | undefined
  /** Told of every call that `callsPerSecond` refuses. */
  onThrottle: () => void
  stop(): Promise<void>
}

/**
 * @param options.roundTripSeconds passes on the clock with every call
 * @param options.callsPerSecond above which calls are throttled, as an account is
 */
export async function startScriptedCloudFormation(
  clock: Clock & { push?(milliseconds: number): void },
  options: ScriptOptions & { readonly roundTripSeconds?: number; readonly callsPerSecond?: number } = {},
): Promise<ScriptedCloudFormation> {
  const service = new ScriptedService(clock, options)
  const calls: ScriptedCall[] = []
  let tokens = 10
  let at = clock.elapsed()

  const isTooFast = () => {
    if (options.callsPerSecond === undefined) return false
    const now = clock.elapsed()
    tokens = Math.min(10, tokens + ((now - at) / 1000) * options.callsPerSecond)
    at = now
    tokens -= 1
    if (tokens >= 0) return false
    tokens = 0
    return true
  }

  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    let body = ''
    for await (const chunk of request) body += chunk
    const query = parseQuery(body)
    clock.push?.((options.roundTripSeconds ?? 0.08) * 1000)
    const [action, stack] = [String(query.Action), String(query.StackName)]
    const call = { action, stack, index: calls.length, time: clock.elapsed() / 1000 }
    calls.push(call)
    const fault = isTooFast() ? ({ kind: 'throttle' } as const) : scripted.fault(call)
    if (fault?.kind === 'reset') return request.socket.destroy()
    if (fault?.kind === 'answer')
      return response.writeHead(fault.status, { 'content-type': 'text/xml' }).end(fault.body)
    if (fault?.kind === 'throttle') scripted.onThrottle()
    if (fault?.kind === 'throttle') return send(response, 400, queryError('Throttling', 'Rate exceeded'))
    if (fault?.kind === 'expired')
      return send(response, 403, queryError('ExpiredToken', 'The security token included in the request is expired'))
    if (fault?.kind === 'denied') return send(response, 403, queryError('AccessDenied', denial(call.action, query)))
    try {
      const result = service.call(query, fault?.kind === 'stale' ? fault.asOf * 1000 : undefined)
      if (fault?.kind === 'lost') return request.socket.destroy()
      send(response, 200, queryXml(call.action, result))
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      send(response, 400, queryError(error.code, error.message))
    }
  }

  const server = createServer((request, response) => {
    answer(request, response).catch((error) => send(response, 500, String(error)))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const scripted: ScriptedCloudFormation = {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    service,
    calls,
    fault: () => undefined,
    onThrottle: () => undefined,
    stop: () => stop(server),
  }
  return scripted
}

/** What IAM says of a call that no policy of the role allows. */
function denial(action: string, { StackName }: Readonly<Record<string, unknown>>): string {
  const arn = String(StackName)
  const resource = arn.startsWith('arn:') ? arn : `arn:aws:cloudformation:eu-west-1:111111111111:stack/${arn}/*`
  const who = 'arn:aws:sts::111111111111:assumed-role/deployer/run'
  const right = `cloudformation:${action}`
  return `User: ${who} is not authorized to perform: ${right} on resource: ${resource} because no identity-based policy allows the ${right} action`
}

function send(response: ServerResponse, status: number, body: string): void {
  response.writeHead(status, { 'content-type': 'text/xml', 'x-amzn-requestid': '0' }).end(body)
}

function stop(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve())
    server.closeAllConnections()
  })
}
