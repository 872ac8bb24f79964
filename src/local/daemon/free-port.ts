import { createServer, type Server } from 'node:net'

/** A port of the loopback interface that is kept from others until it is released. */
export interface HeldPort {
  readonly port: number
  /** Gives it free for the one who will listen on it; at once, so that nobody comes in between. */
  release(): Promise<void>
}

/** Takes a port that nobody listens on: the preferred one when it is free. */
export async function holdPort(preferred?: number): Promise<HeldPort> {
  const server =
    (preferred === undefined ? undefined : await listen(preferred).catch(() => undefined)) ?? (await listen(0))
  const address = server.address()
  return {
    port: typeof address === 'object' && address ? address.port : 0,
    release: () => new Promise((resolve) => server.close(() => resolve())),
  }
}

/** A port that was free just now: for who starts a process on it, and tries again when somebody was quicker. */
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
