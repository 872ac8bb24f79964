import { createServer, type Server } from 'node:net'

/** A loopback port that is reserved until it is released. */
export interface HeldPort {
  readonly port: number
  /** Releases the port at once for its real user, so that no other process can take it in between. */
  release(): Promise<void>
}

/** Reserves a free port: the preferred one if possible. */
export async function holdPort(preferred?: number): Promise<HeldPort> {
  const server =
    (preferred === undefined ? undefined : await listen(preferred).catch(() => undefined)) ?? (await listen(0))
  const address = server.address()
  return {
    port: typeof address === 'object' && address ? address.port : 0,
    release: () => new Promise((resolve) => server.close(() => resolve())),
  }
}

/**
 * A port that was free a moment ago. The caller starts a process on it, and tries again if another process was faster.
 */
export async function freePort(preferred?: number): Promise<number> {
  const held = await holdPort(preferred)
  await held.release()
  return held.port
}

function listen(port: number): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer((socket) => socket.destroy())
    server.once('error', reject)
    server.listen(port, '127.0.0.1', () => resolve(server))
  })
}
