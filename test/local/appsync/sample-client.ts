import { Sha256 } from '@aws-crypto/sha256-js'
import { SignatureV4 } from '@smithy/signature-v4'
import { WebSocket } from 'ws'

interface ErrorEntry {
  readonly errorType: string | null
  readonly message: string
}

/** A message of the real-time protocol. */
export interface Message {
  readonly type: string
  readonly id?: string
  readonly payload: { readonly data?: unknown; readonly errors?: readonly ErrorEntry[] }
}

/** What came back from the GraphQL endpoint. */
export interface Answer {
  readonly status: number
  readonly body: { readonly data?: Readonly<Record<string, unknown>> | null; readonly errors?: readonly ErrorEntry[] }
  readonly headers: Headers
}

export async function send(
  url: string,
  headers: Readonly<Record<string, string>>,
  query: string,
  variables?: object,
): Promise<Answer> {
  const answer = await fetch(url, { method: 'POST', headers, body: JSON.stringify({ query, variables }) })
  return { status: answer.status, body: (await answer.json()) as Answer['body'], headers: answer.headers }
}

export interface Keys {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string
}

/** Headers of a request that is signed as the SDK signs it. */
export async function signedHeaders(
  url: string,
  body: string,
  credentials: Keys,
  date = new Date(),
): Promise<Record<string, string>> {
  const { host, hostname, pathname } = new URL(url)
  const signer = new SignatureV4({ credentials, region: 'eu-west-1', service: 'appsync', sha256: Sha256 })
  const request = {
    method: 'POST',
    protocol: 'http:',
    hostname,
    path: pathname,
    headers: { host, 'content-type': 'application/json' },
    body,
  }
  return (await signer.sign(request, { signingDate: date })).headers
}

export async function sendSigned(url: string, credentials: Keys, query: string, date?: Date): Promise<Answer> {
  const body = JSON.stringify({ query })
  const answer = await fetch(url, { method: 'POST', headers: await signedHeaders(url, body, credentials, date), body })
  return { status: answer.status, body: (await answer.json()) as Answer['body'], headers: answer.headers }
}

/** A client of the real-time protocol that remembers what it was told. */
export interface Listener {
  send(message: object): void
  start(id: string, query: string, headers: object, variables?: object): void
  /** The next message of the type; messages of other types are passed over. */
  next(type: string): Promise<Message>
  readonly closed: Promise<number>
  close(): void
}

export async function listenTo(
  url: string,
  protocols: readonly string[],
  headers: Readonly<Record<string, string>> = {},
): Promise<Listener> {
  const socket = new WebSocket(url, [...protocols], { headers })
  const messages: Message[] = []
  let wake = () => {}
  socket.on('message', (data) => {
    messages.push(JSON.parse(String(data)))
    wake()
  })
  const closed = new Promise<number>((resolve) => socket.on('close', resolve))
  await new Promise<void>((resolve, reject) => {
    socket.once('open', () => resolve())
    socket.once('error', reject)
  })
  return {
    closed,
    send: (message) => socket.send(JSON.stringify(message)),
    start: (id, query, authorization, variables = {}) =>
      socket.send(
        JSON.stringify({
          id,
          type: 'start',
          payload: { data: JSON.stringify({ query, variables }), extensions: { authorization } },
        }),
      ),
    async next(type) {
      for (;;) {
        const at = messages.findIndex((message) => message.type === type)
        const [found] = at >= 0 ? messages.splice(at, 1) : []
        if (found) return found
        await new Promise<void>((resolve) => {
          wake = resolve
        })
      }
    },
    close: () => socket.close(),
  }
}
