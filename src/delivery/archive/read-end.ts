import type { ByteSource } from '../../core/ports/objects.ts'
import { readPiece } from '../byte-source.ts'
import type { Refuse } from './ambiguous.ts'
import { endRecord, moved } from './zip-format.ts'

/** The end record of an archive, and its position. */
export interface ArchiveEnd {
  readonly record: Buffer
  readonly at: number
}

/** How far from the end tools search for the end record: its comment has at most 65,535 bytes (APPNOTE 4.3.16). */
const tailBytes = endRecord.bytes + 0xffff

const signature = Buffer.from([0x50, 0x4b, 0x05, 0x06])

/**
 * Finds the end record in the way that every tool does. It may have a comment, which `git archive` writes, and zeros
 * after it, with which bsdtar fills a block.
 * @throws the error of `refuse` if there is no end record, or if a tool could find another one
 */
export async function readEnd(source: ByteSource, refuse: Refuse): Promise<ArchiveEnd> {
  if (source.bytes < endRecord.bytes) throw refuse('is too short to be a zip archive')
  const from = Math.max(0, source.bytes - tailBytes)
  const tail = await readPiece(source, from, source.bytes)
  const at = tail.lastIndexOf(signature)
  const end = at === -1 ? -1 : endOf(tail, at)
  if (end === -1 || end > tail.length) throw refuse('does not end with an end record')
  if (tail.subarray(end).some((byte) => byte !== 0)) throw refuse('has bytes after its end record')
  // A tool that starts at the comment's length would find an earlier record whose comment covers this one.
  for (let other = tail.indexOf(signature); other < at; other = tail.indexOf(signature, other + 1))
    if (endOf(tail, other) > at) throw refuse('has an end record inside the comment of another')
  return { record: tail.subarray(at, at + endRecord.bytes), at: from + at }
}

/** Whether the bytes end like a zip archive, whatever comes before. */
export async function hasEndRecord(source: ByteSource): Promise<boolean> {
  const refuse = () => new Error('no archive')
  return readEnd(source, refuse as unknown as Refuse).then(
    ({ record, at }) => {
      const [size, offset] = [record.readUInt32LE(12), record.readUInt32LE(16)]
      return size === moved.bits32 || offset === moved.bits32 || size + offset <= at
    },
    () => false,
  )
}

/** End of a record with its comment; beyond the bytes if the record is truncated. */
function endOf(tail: Buffer, at: number): number {
  const comment = at + endRecord.bytes - 2
  return comment + 2 > tail.length ? tail.length + 1 : comment + 2 + tail.readUInt16LE(comment)
}
