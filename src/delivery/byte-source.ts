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

/** Bytes of a file whose length is known. */
export function fileSource(files: Files, path: string, bytes: number): ByteSource {
  return { bytes, read: (start, end) => files.stream(path, start, end) }
}

/** A piece in memory. */
export async function readPiece(source: ByteSource, start: number, end: number): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  for await (const chunk of source.read(start, end)) chunks.push(chunk)
  return Buffer.concat(chunks)
}
