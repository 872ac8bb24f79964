import type { Server } from 'node:http'
import type { Socket } from 'node:net'
import { TLSSocket } from 'node:tls'
import type { Authority } from './authority.ts'

type Tunnelled = Partial<TLSSocket> & { tunnelTarget?: string }

/** The authority of a decrypted connection; undefined for any other connection. */
export function tunnelTargetOf(socket: object): string | undefined {
  return (socket as Tunnelled).tunnelTarget
}

/** Answers in place of the host that a client connects to, and passes its requests to the server. */
export function decrypt(
  authority: Authority,
  server: Server,
  target: { readonly host: string; readonly port: number },
  socket: Socket,
  head: Buffer,
): void {
  const host = target.host.replace(/^\[|\]$/g, '')
  socket.write('HTTP/1.1 200 Connection Established\r\n\r\n')
  if (head.length > 0) socket.unshift(head)
  const secure = new TLSSocket(socket, {
    isServer: true,
    secureContext: authority.contextFor(host),
    // An error that is thrown here would end the process.
    SNICallback: (name, done) => {
      try {
        done(null, authority.contextFor(name || host))
      } catch (error) {
        done(error as Error)
      }
    },
  })
  secure.on('error', () => secure.destroy())
  Object.assign(secure, { tunnelTarget: target.port === 443 ? target.host : `${target.host}:${target.port}` })
  server.emit('connection', secure)
}
