import type { Files } from '../core/ports/files.ts'
import type { ByteSource } from '../core/ports/objects.ts'

/** Bytes that are in memory. */
export function bytesSource(bytes: Uint8Array): ByteSource {
  return {
    bytes: bytes.length,
    async *read(start, end) {
      yield bytes.subarray(start, end)
    },
  }
}

/** Bytes of a file of known length. */
export function fileSource(files: Files, path: string, bytes: number): ByteSource & WholeReader {
  return { bytes, read: (start, end) => files.stream(path, start, end), readAll: () => files.readBytes(path) }
}

/** Reads everything at once, which is faster than a stream for small contents. */
interface WholeReader {
  readAll(): Promise<Uint8Array>
}

/** Reads a piece into memory. */
export async function readPiece(
  source: ByteSource & Partial<WholeReader>,
  start: number,
  end: number,
): Promise<Buffer> {
  if (source.readAll && start === 0 && end === source.bytes) {
    const { buffer, byteOffset, byteLength } = await source.readAll()
    return Buffer.from(buffer, byteOffset, byteLength)
  }
  const chunks: Uint8Array[] = []
  for await (const chunk of source.read(start, end)) chunks.push(chunk)
  return Buffer.concat(chunks)
}
