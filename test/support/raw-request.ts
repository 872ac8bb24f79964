import { connect } from 'node:net'

export interface RawAnswer {
  readonly status: number
  /** By lower-case name; the values of one that comes several times are joined. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

export interface RawRequest {
  readonly method?: string
  /** As it stands in the first line: a path, or what a path should not be. */
  readonly target?: string
  /** Sent as they are, the host included. */
  readonly headers?: readonly (readonly [name: string, value: string])[]
  readonly body?: string
  readonly version?: '1.0' | '1.1'
}

/** Sends exactly these bytes to an endpoint on loopback: no client corrects a header or refuses one. */
export function sendRaw(endpoint: string, request: RawRequest): Promise<RawAnswer> {
  const { method = 'GET', target = '/', headers = [], body = '', version = '1.1' } = request
  const { hostname, port } = new URL(endpoint)
  const lines = [`${method} ${target} HTTP/${version}`, ...headers.map(([name, value]) => `${name}: ${value}`)]
  if (body !== '') lines.push(`Content-Length: ${Buffer.byteLength(body)}`)
  lines.push('Connection: close', '', body)
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    const socket = connect(Number(port), hostname, () => socket.write(lines.join('\r\n')))
    socket.setTimeout(10_000, () => socket.destroy(new Error('no answer within 10 s')))
    socket.on('data', (chunk) => chunks.push(chunk))
    socket.on('error', reject)
    socket.on('end', () => {
      socket.destroy()
      resolve(parse(Buffer.concat(chunks).toString('latin1')))
    })
  })
}

function parse(text: string): RawAnswer {
  const [head = '', ...rest] = text.split('\r\n\r\n')
  const [first = '', ...lines] = head.split('\r\n')
  const headers: Record<string, string> = {}
  for (const line of lines) {
    const [name = '', ...value] = line.split(':')
    const key = name.toLowerCase()
    headers[key] = [headers[key], value.join(':').trim()].filter((each) => each !== undefined).join(', ')
  }
  return { status: Number(first.split(' ')[1]), headers, body: rest.join('\r\n\r\n') }
}
