import { Readable } from 'node:stream'
import { crc32, createDeflateRaw } from 'node:zlib'
import type { ByteSource } from '../../core/ports/objects.ts'
import { StageError } from '../../core/run/stage-error.ts'
import { readPiece } from '../byte-source.ts'
import type { Deflater } from './deflate.ts'
import { functionLimit } from './function-limit.ts'
import { prefetch } from './prefetch.ts'
import { deflated, maximumBytes } from './zip-format.ts'
import { centralHeaderOf, descriptorOf, endRecordOf, localHeaderOf, type Sizes } from './zip-records.ts'

/** A file to be archived. */
export interface ArchiveFile {
  /** Relative path, with `/`. */
  readonly path: string
  readonly executable: boolean
  readonly source: ByteSource
}

/** Larger files are compressed while they are read, so that their sizes follow the content. */
const streamedBytes = 4 * 1024 * 1024

/** How much is read and compressed ahead of the entry that is being written. Each entry counts, even if it is tiny. */
const window = { limit: 2 * 1024 * 1024, weight: ({ source }: ArchiveFile) => source.bytes + 64 * 1024 }

/** A large file is always compressed in chunks of this size, so that the bytes never depend on how it was read. */
const pieceBytes = 1024 * 1024

/**
 * Writes a zip archive that depends only on names, contents and executable bits: entries are sorted by the bytes of
 * their paths, dated 1980-01-01, have mode 0644 or 0755, and no extra fields. Folders are left out. The archive is
 * yielded in pieces, and needs memory for a few files only.
 * @param name for messages
 * @throws StageError `input-invalid` above 4 GiB
 */
export async function* writeArchive(
  name: string,
  files: readonly ArchiveFile[],
  deflater: Deflater,
): AsyncGenerator<Uint8Array, void, undefined> {
  const sorted = [...files].sort((a, b) => Buffer.compare(Buffer.from(a.path), Buffer.from(b.path)))
  const directory: Buffer[] = []
  let offset = 0
  for await (const { file, content } of prefetch(sorted, window, (file) => pack(file, deflater))) {
    const start = offset
    const streamed = content === undefined
    const sizes: Sizes = content ?? { method: deflated, crc: 0, bytes: file.source.bytes, packedBytes: 0 }
    for await (const chunk of content ? [localHeaderOf(file.path, content), content.packed] : stream(file, sizes)) {
      offset += chunk.length
      refuseBeyondLimit(name, offset)
      yield chunk
    }
    directory.push(centralHeaderOf(file.path, file.executable, sizes, start, streamed))
  }
  const records = Buffer.concat(directory)
  refuseBeyondLimit(name, offset + records.length)
  yield records
  yield endRecordOf(directory.length, records.length, offset)
}

async function pack(file: ArchiveFile, deflater: Deflater) {
  const { source } = file
  if (source.bytes > streamedBytes) return { file, content: undefined }
  const content = await deflater.pack(await readPiece(source, 0, source.bytes))
  return { file, content: { ...content, packedBytes: content.packed.length } }
}

/** Yields header, content and data descriptor, and fills in `sizes`. */
async function* stream({ path, source }: ArchiveFile, sizes: Sizes): AsyncIterable<Uint8Array> {
  yield localHeaderOf(path, sizes, true)
  const pieces = async function* () {
    for (let start = 0; start < source.bytes; start += pieceBytes) {
      const piece = await readPiece(source, start, Math.min(start + pieceBytes, source.bytes))
      sizes.crc = crc32(piece, sizes.crc)
      yield piece
    }
  }
  const input = Readable.from(pieces(), { objectMode: true, highWaterMark: 1 })
  const deflate = createDeflateRaw({ level: 6, chunkSize: 256 * 1024 })
  input.on('error', (error) => deflate.destroy(error))
  for await (const chunk of input.pipe(deflate)) {
    sizes.packedBytes += (chunk as Buffer).length
    yield chunk as Buffer
  }
  yield descriptorOf(sizes)
}

function refuseBeyondLimit(name: string, bytes: number): void {
  if (bytes > maximumBytes)
    throw new StageError('input-invalid', `the archive of ${name} passes 4 GiB`, {
      hint: `${functionLimit}; keep data in a bucket and read it from there`,
    })
}
