import { Readable } from 'node:stream'
import { crc32, createInflateRaw, inflateRawSync } from 'node:zlib'
import type { ByteSource } from '../../core/ports/objects.ts'
import { readPiece } from '../byte-source.ts'
import { type ArchiveDirectory, type ArchiveEntry, ambiguous } from './read-archive.ts'
import { dataDescriptor, deflated, flags, localHeader } from './zip-format.ts'

/** An entry with the place of its packed content. */
export interface EntrySpan {
  readonly entry: ArchiveEntry
  readonly start: number
  readonly end: number
}

/**
 * Where the contents lie, by their place. Local headers must say what the directory says, and the spans must fill the archive
 * from its first byte to the directory.
 * @throws StageError `archive-ambiguous`
 */
export async function entrySpans(
  source: ByteSource,
  { entries, offset }: ArchiveDirectory,
  name: string,
): Promise<readonly EntrySpan[]> {
  const spans: EntrySpan[] = []
  let at = 0
  const sorted = [...entries].sort((a, b) => a.offset - b.offset)
  for (const [index, entry] of sorted.entries()) {
    if (entry.offset !== at) throw ambiguous(name, `has bytes before ${entry.path} that belong to nothing, or twice`)
    const next = sorted[index + 1]?.offset ?? offset
    const start = await contentStart(source, entry, next, name)
    const end = start + entry.packedBytes
    if (end > next) throw ambiguous(name, `has ${entry.path} reach into what follows it`)
    await checkDescriptor(source, entry, end, next, name)
    spans.push({ entry, start, end })
    at = next
  }
  if (at !== offset) throw ambiguous(name, 'has bytes before its directory that belong to nothing')
  return spans
}

/** The unpacked content. @throws StageError `archive-ambiguous` when size or checksum are not as claimed */
export async function* entryContent(source: ByteSource, span: EntrySpan, name: string): AsyncIterable<Uint8Array> {
  const { entry, start, end } = span
  let bytes = 0
  let crc = 0
  for await (const chunk of entry.method === deflated ? inflate(source, span, name) : source.read(start, end)) {
    bytes += chunk.length
    if (bytes > entry.bytes) break
    crc = crc32(chunk, crc)
    yield chunk
  }
  if (bytes !== entry.bytes) throw ambiguous(name, `has ${entry.path} with another size than it claims`)
  if (crc !== entry.crc) throw ambiguous(name, `has ${entry.path} with a wrong checksum`)
}

async function contentStart(source: ByteSource, entry: ArchiveEntry, limit: number, name: string): Promise<number> {
  const fixed = entry.offset + localHeader.bytes
  if (fixed > limit) throw ambiguous(name, `has no header for ${entry.path}`)
  const header = await readPiece(source, entry.offset, fixed)
  if (header.readUInt32LE(0) !== localHeader.signature) throw ambiguous(name, `has no header for ${entry.path}`)
  const extraAt = fixed + header.readUInt16LE(26)
  const start = extraAt + header.readUInt16LE(28)
  if (start > limit) throw ambiguous(name, `has a broken header for ${entry.path}`)
  const rest = await readPiece(source, fixed, start)
  if (Buffer.compare(rest.subarray(0, extraAt - fixed), entry.nameBytes) !== 0)
    throw ambiguous(name, `calls ${entry.path} by another name in its header`)
  const same = header.readUInt16LE(6) === entry.flags && header.readUInt16LE(8) === entry.method
  if (!same || !sizesAgree(header, rest.subarray(extraAt - fixed), entry))
    throw ambiguous(name, `describes ${entry.path} in two ways`)
  return start
}

/** Behind a data descriptor the header may say nothing; a writer that was ready for zip64 moves the sizes into the extra. */
function sizesAgree(header: Buffer, extra: Buffer, entry: ArchiveEntry): boolean {
  const [crc, packedBytes, bytes] = [header.readUInt32LE(14), header.readUInt32LE(18), header.readUInt32LE(22)]
  const later = (entry.flags & flags.descriptor) !== 0
  if (later && crc === 0 && packedBytes === 0 && bytes === 0) return true
  if (crc !== entry.crc) return false
  if (packedBytes !== 0xffffffff || bytes !== 0xffffffff)
    return packedBytes === entry.packedBytes && bytes === entry.bytes
  return (
    extra.length >= 20 &&
    extra.readUInt16LE(0) === 1 &&
    extra.readBigUInt64LE(4) === BigInt(entry.bytes) &&
    extra.readBigUInt64LE(12) === BigInt(entry.packedBytes)
  )
}

async function checkDescriptor(source: ByteSource, entry: ArchiveEntry, end: number, next: number, name: string) {
  const wrong = () => ambiguous(name, `has bytes behind ${entry.path} that belong to nothing`)
  if ((entry.flags & flags.descriptor) === 0) {
    if (end !== next) throw wrong()
    return
  }
  const bytes = next - end
  if (bytes !== 12 && bytes !== 16) throw wrong()
  const descriptor = await readPiece(source, end, next)
  const at = bytes - 12
  if (at === 4 && descriptor.readUInt32LE(0) !== dataDescriptor.signature) throw wrong()
  const told = [descriptor.readUInt32LE(at), descriptor.readUInt32LE(at + 4), descriptor.readUInt32LE(at + 8)]
  if (told[0] !== entry.crc || told[1] !== entry.packedBytes || told[2] !== entry.bytes)
    throw ambiguous(name, `describes ${entry.path} in two ways`)
}

/** A small content is unpacked at once; nothing may follow the last block of the compressed data. */
async function* inflate(source: ByteSource, span: EntrySpan, name: string): AsyncIterable<Uint8Array> {
  const { entry, start, end } = span
  const engine = { bytesWritten: 0 }
  try {
    if (entry.bytes <= smallBytes && end - start <= smallBytes)
      yield inflateSmall(await readPiece(source, start, end), entry, engine)
    else yield* inflateLarge(source, span, engine)
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException
    if (/^Z_|^ERR_BUFFER_TOO_LARGE$/.test(code)) throw ambiguous(name, `has ${entry.path} with damaged content`)
    throw error
  }
  if (engine.bytesWritten !== end - start) throw ambiguous(name, `has bytes behind the content of ${entry.path}`)
}

const smallBytes = 1024 * 1024

function inflateSmall(packed: Uint8Array, entry: ArchiveEntry, engine: { bytesWritten: number }): Uint8Array {
  const options = { maxOutputLength: Math.max(entry.bytes, 1), info: true } as const
  const result = inflateRawSync(packed, options) as unknown as { buffer: Buffer; engine: { bytesWritten: number } }
  engine.bytesWritten = result.engine.bytesWritten
  return result.buffer
}

async function* inflateLarge(source: ByteSource, { start, end }: EntrySpan, engine: { bytesWritten: number }) {
  const inflater = createInflateRaw({ chunkSize: 64 * 1024 })
  const input = Readable.from(source.read(start, end), { objectMode: true })
  input.on('error', (error) => inflater.destroy(error))
  try {
    for await (const chunk of input.pipe(inflater)) yield chunk as Buffer
    engine.bytesWritten = inflater.bytesWritten
  } finally {
    input.destroy()
    inflater.destroy()
  }
}
