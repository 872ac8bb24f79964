import { createServer } from 'node:net'

/** A port of the loopback interface that nobody listens on just now: the preferred one when it is free. */
export async function freePort(preferred?: number): Promise<number> {
  const taken = preferred === undefined ? undefined : await listenOnce(preferred).catch(() => undefined)
  return taken ?? listenOnce(0)
}

function listenOnce(port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(port, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address ? address.port : port))
    })
  })
}
