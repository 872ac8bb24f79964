import type { Readable } from 'node:stream'

/**
 * Collects what a process prints, up to a limit.
 * @param maximumBytes how much is kept; the rest is dropped
 * @param whenFull called once the limit is exceeded
 * @returns a function that gives the text, decoded as UTF-8
 */
export function collectOutput(stream: Readable, maximumBytes: number, whenFull: () => void): () => string {
  const chunks: Buffer[] = []
  let bytes = 0
  stream.on('data', (chunk: Buffer) => {
    const room = maximumBytes - bytes
    if (room > 0) chunks.push(chunk.subarray(0, room))
    bytes += chunk.length
    if (bytes > maximumBytes) whenFull()
  })
  return () => Buffer.concat(chunks).toString('utf8')
}
