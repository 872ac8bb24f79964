import { request as ask } from 'node:http'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { openAuthority } from '../../src/local/egress/authority.ts'

/** Every host of AWS over TLS, in front of an endpoint on loopback. */
export interface TlsFront {
  readonly port: number
  /** PEM file of the authority that vouches for it. */
  readonly authorityFile: string
  close(): Promise<void>
}

/** @param folder for the authority @param endpoint gets every request with the host that was asked for */
export async function startTlsFront(folder: string, endpoint: string): Promise<TlsFront> {
  const authority = await openAuthority(folder)
  const { hostname, port } = new URL(endpoint)
  const server = createServer(
    { SNICallback: (name, done) => done(null, authority.contextFor(name)) },
    (request, response) => {
      const { method, headers } = request
      // The local AWS knows a bucket in the path better than one in the name of the host.
      const [, bucket] = /^([^.]+)\.s3\./.exec(headers.host ?? '') ?? []
      const path = `${bucket === undefined ? '' : `/${bucket}`}${request.url}`
      const onwards = ask(
        { hostname, port, method, path, headers: { ...headers, host: `${hostname}:${port}` } },
        (answer) => {
          response.writeHead(answer.statusCode ?? 502, answer.headers)
          answer.pipe(response)
        },
      )
      onwards.on('error', () => response.destroy())
      request.pipe(onwards)
    },
  )
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    port: (server.address() as AddressInfo).port,
    authorityFile: authority.file,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
