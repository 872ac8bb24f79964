import { Readable } from 'node:stream'
import { crc32, createInflateRaw, inflateRawSync } from 'node:zlib'
import type { ByteSource } from '../../core/ports/objects.ts'
import { readPiece } from '../byte-source.ts'
import { ambiguous } from './ambiguous.ts'
import type { ArchiveDirectory, ArchiveEntry } from './read-archive.ts'
import { dataDescriptor, deflated, flags, localHeader, moved } from './zip-format.ts'
import { largeFields, number64 } from './zip64.ts'

/** An entry with the position of its packed content. */
export interface EntrySpan {
  readonly entry: ArchiveEntry
  readonly start: number
  readonly end: number
}

/**
 * The positions of all contents, in order. Local headers must agree with the directory, and the entries must fill the
 * archive from its first byte to the directory.
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
    if (entry.offset !== at) throw ambiguous(name, `has bytes before ${entry.path} that belong to no entry, or to two`)
    const next = sorted[index + 1]?.offset ?? offset
    const { start, large } = await readOwnHeader(source, entry, next, name)
    const end = start + entry.packedBytes
    if (end > next) throw ambiguous(name, `has ${entry.path} overlap the next entry`)
    await checkDescriptor(source, entry, { end, next, large }, name)
    spans.push({ entry, start, end })
    at = next
  }
  if (at !== offset) throw ambiguous(name, 'has bytes before its directory that belong to no entry')
  return spans
}

/** The unpacked content. @throws StageError `archive-ambiguous` if its size or checksum differs from the headers */
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
  if (bytes !== entry.bytes) throw ambiguous(name, `has ${entry.path} with another size than its header states`)
  if (crc !== entry.crc) throw ambiguous(name, `has ${entry.path} with a wrong checksum`)
}

/** The whole unpacked content in memory. @throws StageError of `entryContent` */
export async function entryBytes(source: ByteSource, span: EntrySpan, name: string): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  for await (const chunk of entryContent(source, span, name)) chunks.push(chunk)
  return Buffer.concat(chunks)
}

/** The local header of an entry. */
interface OwnHeader {
  /** Where the content begins. */
  readonly start: number
  /** Whether sizes may have 64 bits, also in the data descriptor (APPNOTE 4.3.9.2). */
  readonly large: boolean
}

async function readOwnHeader(source: ByteSource, entry: ArchiveEntry, limit: number, name: string): Promise<OwnHeader> {
  const fixed = entry.offset + localHeader.bytes
  if (fixed > limit) throw ambiguous(name, `has no header for ${entry.path}`)
  const header = await readPiece(source, entry.offset, fixed)
  if (header.readUInt32LE(0) !== localHeader.signature) throw ambiguous(name, `has no header for ${entry.path}`)
  const extraAt = fixed + header.readUInt16LE(26)
  const start = extraAt + header.readUInt16LE(28)
  if (start > limit) throw ambiguous(name, `has a broken header for ${entry.path}`)
  const rest = await readPiece(source, fixed, start)
  if (Buffer.compare(rest.subarray(0, extraAt - fixed), entry.nameBytes) !== 0)
    throw ambiguous(name, `has another name for ${entry.path} in its header`)
  const large = largeSizes(rest.subarray(extraAt - fixed))
  const sameFlags = ((header.readUInt16LE(6) ^ entry.flags) & ~flags.deflateOption) === 0
  const same = sameFlags && header.readUInt16LE(8) === entry.method
  if (!same || !sizesAgree(header, large, entry)) throw ambiguous(name, `describes ${entry.path} in two ways`)
  return { start, large: large !== undefined }
}

/**
 * Whether a header has the same sizes and checksum as the directory. If a data descriptor follows, each of them may be
 * zero: some tools leave all at zero, and macOS leaves all but the unpacked size.
 */
function sizesAgree(header: Buffer, large: LargeSizes | undefined, entry: ArchiveEntry): boolean {
  const later = (entry.flags & flags.descriptor) !== 0
  const agrees = (told: number, is: number) => told === is || (later && told === 0)
  const small = { packedBytes: header.readUInt32LE(18), bytes: header.readUInt32LE(22) }
  if (!agrees(header.readUInt32LE(14), entry.crc)) return false
  const told = (size: 'bytes' | 'packedBytes') => (small[size] === moved.bits32 ? (large ?? small)[size] : small[size])
  return agrees(told('packedBytes'), entry.packedBytes) && agrees(told('bytes'), entry.bytes)
}

interface LargeSizes {
  readonly bytes: number
  readonly packedBytes: number
}

/** Sizes of 64 bits in an extra field, from a tool that prepared for zip64 (APPNOTE 4.5.3). */
function largeSizes(extra: Buffer): LargeSizes | undefined {
  const [field, second] = largeFields(extra)
  if (field === undefined || second !== undefined || field.length < 16) return undefined
  return { bytes: number64(field, 0), packedBytes: number64(field, 8) }
}

/** Reads the data descriptor: checksum and sizes after the content, with or without a signature. */
async function checkDescriptor(
  source: ByteSource,
  entry: ArchiveEntry,
  { end, next, large }: { readonly end: number; readonly next: number; readonly large: boolean },
  name: string,
) {
  const wrong = () => ambiguous(name, `has bytes after ${entry.path} that belong to no entry`)
  if ((entry.flags & flags.descriptor) === 0) {
    if (end !== next) throw wrong()
    return
  }
  const gap = next - end
  const width = large && (gap === 20 || gap === 24) ? 8 : 4
  const at = gap - 4 - 2 * width
  if (at !== 0 && at !== 4) throw wrong()
  const descriptor = await readPiece(source, end, next)
  if (at === 4 && descriptor.readUInt32LE(0) !== dataDescriptor.signature) throw wrong()
  const read = (place: number) =>
    width === 8 ? Number(descriptor.readBigUInt64LE(place)) : descriptor.readUInt32LE(place)
  const told = [descriptor.readUInt32LE(at), read(at + 4), read(at + 4 + width)]
  if (told[0] !== entry.crc || told[1] !== entry.packedBytes || told[2] !== entry.bytes)
    throw ambiguous(name, `describes ${entry.path} in two ways`)
}

/** Unpacks a small content in one call. Nothing may follow the last block of the compressed data. */
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
  if (engine.bytesWritten !== end - start) throw ambiguous(name, `has bytes after the content of ${entry.path}`)
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
