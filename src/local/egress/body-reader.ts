import type { IncomingMessage } from 'node:http'
import { bounded } from '../../core/bounded.ts'
import { keptBodyBytes } from './recorded-request.ts'

/** Limit for a body in bytes; on AWS, a function itself receives at most 6 MB. */
export const bodyLimit = 10 * 1024 * 1024

export class BodyTooLarge extends Error {
  override readonly name = 'BodyTooLarge'
}

export interface BodyReader {
  /** The body in parts. If reading stops early, the request stays open for an answer. @throws BodyTooLarge */
  parts(): AsyncGenerator<Buffer>
  /** Up to 64 KiB of what was read so far. */
  kept(): Buffer
}

/** Reads a body once, and keeps its beginning. */
export function bodyReader(request: IncomingMessage): BodyReader {
  const beginning: Buffer[] = []
  let kept = 0
  return {
    async *parts() {
      const chunks: AsyncIterable<Buffer> = request.iterator({ destroyOnReturn: false })
      const tooLarge = () => new BodyTooLarge(`a request has ${bodyLimit} bytes at most`)
      for await (const part of bounded(chunks, bodyLimit, tooLarge)) {
        // Copied, so that a few bytes do not keep a whole buffer in memory.
        const first = Buffer.from(part.subarray(0, keptBodyBytes - kept))
        if (first.length > 0) beginning.push(first)
        kept += first.length
        yield part
      }
    },
    kept: () => Buffer.concat(beginning),
  }
}
