import type { WebSocket } from 'ws'
import type { GraphQLAnswer } from '../execution/execute-request.ts'
import { FieldError } from '../field-error.ts'
import { RequestRefused } from '../request-refused.ts'

/** How long a client waits for a message before it closes the connection. */
const connectionTimeoutMilliseconds = 300_000
const keepAliveMilliseconds = 60_000

/** A `start` message: the subscription, and its authorization. */
export interface StartMessage {
  /** The request body as it was sent; signatures cover it. */
  readonly data: string
  readonly headers: Readonly<Record<string, string>>
}

export interface ConnectionHandlers {
  /** Returns a function that ends the subscription. @throws FieldError, RequestRefused when it is not allowed */
  start(message: StartMessage, send: (answer: GraphQLAnswer) => void): Promise<() => void>
}

/**
 * Handles AppSync's real-time protocol on an authorized connection (developer guide, "Building a real-time WebSocket
 * client"): connection_init, start, stop and the answers to them.
 */
export function serveConnection(socket: WebSocket, handlers: ConnectionHandlers): void {
  const ends = new Map<string, () => void>()
  const starting = new Set<string>()
  const send = (message: object) => {
    if (socket.readyState === socket.OPEN) socket.send(JSON.stringify(message))
  }
  const keepAlive = setInterval(() => send({ type: 'ka' }), keepAliveMilliseconds)
  keepAlive.unref()
  socket.on('error', () => socket.terminate())
  socket.on('close', () => {
    clearInterval(keepAlive)
    for (const end of ends.values()) end()
    ends.clear()
    starting.clear()
  })
  socket.on('message', (data) => {
    const message = parseMessage(String(data))
    if (message.type === 'connection_init') {
      send({ type: 'connection_ack', payload: { connectionTimeoutMs: connectionTimeoutMilliseconds } })
      send({ type: 'ka' })
    } else if (message.type === 'start' && message.id !== undefined) void start(message.id, message.payload)
    else if (message.type === 'stop' && message.id !== undefined) stop(message.id)
    else
      send({
        type: 'error',
        ...(message.id ? { id: message.id } : {}),
        payload: { errors: [{ errorType: 'UnsupportedOperation', message: 'unknown message type' }] },
      })
  })

  async function start(id: string, payload: unknown): Promise<void> {
    try {
      if (ends.has(id) || starting.has(id))
        throw new RequestRefused(400, 'DuplicatedOperationError', `The subscription ${id} exists already.`)
      starting.add(id)
      const end = await handlers.start(startMessage(payload), (answer) => send({ type: 'data', id, payload: answer }))
      // The client may have stopped the subscription, or disconnected, before it began.
      if (!starting.delete(id) || socket.readyState !== socket.OPEN) {
        end()
        return
      }
      ends.set(id, end)
      send({ type: 'start_ack', id })
    } catch (error) {
      starting.delete(id)
      send({ type: 'error', id, payload: { errors: [errorOf(error)] } })
    }
  }

  function stop(id: string): void {
    starting.delete(id)
    ends.get(id)?.()
    ends.delete(id)
    send({ type: 'complete', id })
  }
}

/** Sends the reason for a refusal, and closes the connection. */
export function refuseConnection(socket: WebSocket, error: unknown): void {
  socket.on('error', () => socket.terminate())
  socket.resume()
  socket.send(
    JSON.stringify({ type: 'connection_error', payload: { errors: [{ ...errorOf(error), errorCode: 401 }] } }),
  )
  socket.close(4401, 'Unauthorized')
}

function errorOf(error: unknown): { readonly errorType: string; readonly message: string } {
  if (error instanceof FieldError) return { errorType: error.errorType ?? 'Custom', message: error.message }
  if (error instanceof RequestRefused) return { errorType: error.errorType, message: error.message }
  return { errorType: 'InternalFailure', message: (error as Error).message }
}

interface Message {
  readonly type?: string
  readonly id?: string
  readonly payload?: unknown
}

function parseMessage(text: string): Message {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? (value as Message) : {}
  } catch {
    return {}
  }
}

function startMessage(payload: unknown): StartMessage {
  const { data, extensions } = (payload ?? {}) as { data?: unknown; extensions?: { authorization?: object } }
  if (typeof data !== 'string')
    throw new RequestRefused(400, 'BadRequestException', 'payload.data must be a string of JSON')
  return { data, headers: lowerCase(extensions?.authorization ?? {}) }
}

/** Headers by lower-case name. */
export function lowerCase(headers: object): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]))
}
