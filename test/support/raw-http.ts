import { connect } from 'node:net'
import { text } from 'node:stream/consumers'

/** Sends a request as it stands, and gives the whole answer; `connection: close` is up to the request. */
export async function sendRaw(port: number, lines: readonly string[], body = ''): Promise<string> {
  const socket = connect(port, '127.0.0.1')
  const answer = text(socket)
  socket.write(`${lines.join('\r\n')}\r\n\r\n${body}`)
  return answer
}

/** Status of a raw answer. */
export function statusOf(answer: string): number {
  return Number(/^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1])
}
