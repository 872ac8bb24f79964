import { randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { PipelineServices } from '../../../aws/pipeline-actions/pipeline-services.ts'
import { readBounded } from '../../../core/bounded.ts'
import { DocumentFault } from '../../../core/documents/document-fault.ts'
import { sizedLimits } from '../../../core/documents/document-limits.ts'
import { readJson } from '../../../core/documents/read-json.ts'
import { hasBearerToken } from '../../access/bearer-token.ts'
import type { EmulatorIdentities } from '../../appsync/authorization/emulator-identities.ts'
import type { Caller } from '../operations/call.ts'
import { furtherPermissions, pipelineRole } from '../operations/further-permissions.ts'
import { answerOperation } from '../operations/operations.ts'
import { permissionOf } from '../operations/permission.ts'
import type { Controls } from '../service/controls.ts'
import type { Engine } from '../service/engine.ts'
import { ServiceFault } from '../service-fault.ts'
import { cborMap } from './cbor.ts'

import { withCredentials } from './job-credentials.ts'

import { launcherRequests, type RoleCheck } from './launcher-requests.ts'

/** What the network side of the executor needs. */
export interface Served {
  readonly engine: Engine
  /** Bearer token: the gateway alone knows it, and has checked the signature of each request. */
  readonly token: string
  /** Whether the policies of a principal allow an action; undefined when permissions are not enforced. */
  readonly isAllowed?: EmulatorIdentities['isAllowed'] | undefined
  /** Refuses a role of a pipeline that does not trust CodePipeline; undefined when permissions are not enforced. */
  readonly checkRole?: RoleCheck | undefined
  /** Gives jobs the keys for their artifacts; without it they have none. */
  readonly services?: Pick<PipelineServices, 'artifactCredentials'> | undefined
  /** What tests and `reset` change. */
  readonly controls: Controls
  readonly log: (line: string) => void
}

/** Largest request, in bytes: a definition of the largest size is smaller. */
const bodyLimit = 4 * 1024 * 1024
/** The service's own shapes are much less deep. */
const bodyLimits = sizedLimits(bodyLimit, 50)
/** Ten years. A time far ahead is none that JavaScript can show. */
const mostMinutes = 10 * 366 * 24 * 60
const target = /^CodePipeline_20150709\.(\w+)$/
const cborPath = /^\/service\/CodePipeline_20150709\/operation\/(\w+)$/

/** Answers one request that the gateway hands on, or an address of our own. */
export async function answerHttp(served: Served, request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (!hasBearerToken(request.headers.authorization, served.token)) {
    response.writeHead(401).end()
    return
  }
  try {
    await answerKnown(served, request, response)
  } catch (error) {
    if (!(error instanceof ServiceFault)) throw error
    const status = error.type === 'ConflictException' ? 409 : 400
    // What is left of a request that was too large is not read, so the connection cannot serve another one.
    if (!request.complete) response.setHeader('connection', 'close')
    send(response, status, { __type: error.type, message: error.message })
  }
}

async function answerKnown(served: Served, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const operation = target.exec(String(request.headers['x-amz-target'] ?? ''))?.[1]
  const cbor = cborPath.exec(request.url ?? '')?.[1]
  const body = await readBody(request)
  if (cbor !== undefined) refuseCbor(response, cbor)
  else if (operation !== undefined) send(response, 200, await answerService(served, operation, request, body))
  else if (Object.hasOwn(launcherRequests, `${request.method} ${request.url}`))
    send(response, 200, await answerLauncher(served, request, body))
  else answerOwn(served, request, body, response)
}

async function answerService(
  served: Served,
  operation: string,
  request: IncomingMessage,
  body: string,
): Promise<object> {
  const caller = callerOf(request)
  const input = parsed(body)
  await authorize(served, caller, operation, input)
  if (operation === 'CreatePipeline' || operation === 'UpdatePipeline')
    await checkRole(served, caller, operation, input)
  const answer = answerOperation(served.engine, caller, operation, input)
  const isOfJobs = operation === 'PollForJobs' || operation === 'GetJobDetails'
  if (!isOfJobs || served.services === undefined) return answer
  return await withCredentials(served.services, served.engine, caller, answer)
}

async function answerLauncher(
  { engine, isAllowed, checkRole }: Served,
  request: IncomingMessage,
  body: string,
): Promise<object> {
  const caller = callerOf(request)
  const call = { engine, caller, scope: engine.scope(caller.account, caller.region) }
  return launcherRequests[`${request.method} ${request.url}`]!(call, parsed(body), { isAllowed, checkRole })
}

async function authorize({ isAllowed }: Served, caller: Caller, operation: string, input: unknown): Promise<void> {
  if (isAllowed === undefined) return
  const needed = [permissionOf(caller, operation, input), ...furtherPermissions(caller, operation, input)]
  for (const { action, resource, context } of needed) {
    if (await isAllowed(caller.accessKeyId ?? caller.arn, action, resource, context)) continue
    throw new ServiceFault(
      'AccessDenied',
      `User: ${caller.arn} is not authorized to perform: ${action} on resource: ${resource}`,
    )
  }
}

/** The service assumes the role of a pipeline when it is created or updated, and refuses one that it cannot assume. */
async function checkRole(served: Served, caller: Caller, operation: string, input: unknown): Promise<void> {
  const role = pipelineRole(input)
  if (role !== undefined) await served.checkRole?.(role, permissionOf(caller, operation, input).resource)
}

/** A client of the newer protocol is told in its own form. */
function refuseCbor(response: ServerResponse, operation: string): void {
  const message = `The local CodePipeline speaks JSON 1.1 and not CBOR: ${operation} was not carried out.`
  response.writeHead(400, { 'content-type': 'application/cbor', 'smithy-protocol': 'rpc-v2-cbor' })
  response.end(cborMap({ __type: 'UnsupportedProtocolException', message }))
}

function answerOwn(
  { engine, controls }: Served,
  request: IncomingMessage,
  body: string,
  response: ServerResponse,
): void {
  switch (`${request.method} ${request.url}`) {
    case 'GET /_liftlock/health':
      send(response, 200, { status: 'ok' })
      return
    case 'POST /_liftlock/reset':
      controls.forget()
      send(response, 200, {})
      return
    case 'POST /_liftlock/clock': {
      const { minutes } = members(body)
      const isUsable = typeof minutes === 'number' && minutes >= 0 && minutes <= mostMinutes
      if (isUsable) controls.moveClock(minutes)
      const now = new Date(engine.now()).toISOString()
      send(response, isUsable ? 200 : 400, isUsable ? { now } : { message: 'minutes is missing or wrong' })
      return
    }
    case 'PUT /_liftlock/read-lag': {
      const { on } = members(body)
      const isUsable = typeof on === 'boolean'
      if (isUsable) controls.lagReads(on)
      send(response, isUsable ? 200 : 400, isUsable ? { on } : { message: 'on is missing or wrong' })
      return
    }
    default:
      send(response, 404, { message: `there is no ${request.method} ${request.url}` })
  }
}

function members(body: string): Readonly<Record<string, unknown>> {
  const value = parsed(body)
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {}
}

function callerOf({ headers }: IncomingMessage): Caller {
  const [account, region, arn, accessKeyId] = ['account', 'region', 'principal', 'key'].map(
    (name) => headers[`x-liftlock-${name}`],
  )
  if (typeof account !== 'string' || typeof region !== 'string' || typeof arn !== 'string') throw unknownCaller()
  // Both become part of the path of what is kept.
  if (!/^\d{12}$/.test(account) || !/^[a-z0-9-]+$/.test(region)) throw unknownCaller()
  return { account, region, arn, ...(typeof accessKeyId === 'string' && { accessKeyId }) }
}

function unknownCaller(): ServiceFault {
  return new ServiceFault('UnrecognizedClient', 'The gateway did not say who asks.')
}

/** @throws ServiceFault Serialization */
function parsed(body: string): unknown {
  try {
    return body === '' ? {} : readJson(body, bodyLimits, 'last counts', 'kept')
  } catch (error) {
    const why = error instanceof DocumentFault ? `: ${error.message}` : ''
    throw new ServiceFault('Serialization', `The body of the request is not usable JSON${why}.`)
  }
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: AsyncIterable<Buffer> = request.iterator({ destroyOnReturn: false })
  const tooLarge = () => new ServiceFault('RequestEntityTooLarge', `A request has ${bodyLimit} bytes at most.`)
  return (await readBounded(chunks, bodyLimit, tooLarge)).toString()
}

function send(response: ServerResponse, status: number, value: object): void {
  response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1', 'x-amzn-requestid': randomUUID() })
  response.end(JSON.stringify(value))
}
