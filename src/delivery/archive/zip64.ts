import type { ByteSource } from '../../core/ports/objects.ts'
import { readPiece } from '../byte-source.ts'
import { hints, type Refuse } from './ambiguous.ts'
import { largeEnd, locator, moved } from './zip-format.ts'

/** Where the directory lies, and how many entries it has. */
export interface DirectoryPlace {
  readonly count: number
  readonly size: number
  readonly offset: number
  /** Where the records that end the archive begin. */
  readonly endAt: number
}

/**
 * What the end record says, and the one of 64 bits in front of it if there is one. Both have to agree: a number of the
 * small record is the same, or moved. Nothing may stand between the two, because readers look for the large one in
 * different ways.
 * @throws what `refuse` makes when they say different things
 */
export async function directoryPlace(
  source: ByteSource,
  { record, at }: { readonly record: Buffer; readonly at: number },
  refuse: Refuse,
): Promise<DirectoryPlace> {
  if (record.readUInt32LE(4) !== 0) throw refuse('is one of several disks')
  const count = record.readUInt16LE(10)
  if (record.readUInt16LE(8) !== count) throw refuse('states two different numbers of entries')
  const small = { count, size: record.readUInt32LE(12), offset: record.readUInt32LE(16), endAt: at }
  const from = at - locator.bytes - largeEnd.bytes
  const records = await readPiece(source, Math.max(0, from), at)
  const hasLocator = records.length >= locator.bytes && readSignature(records, locator.bytes) === locator.signature
  if (!hasLocator) {
    if (small.count === moved.bits16 || small.size === moved.bits32 || small.offset === moved.bits32)
      throw refuse('is zip64 without the records for it', hints.zip64)
    return small
  }
  if (from < 0) throw refuse('has a broken end record of zip64', hints.zip64)
  return largePlace(records, small, from, refuse)
}

function largePlace(records: Buffer, small: DirectoryPlace, at: number, refuse: Refuse): DirectoryPlace {
  const broken = () => refuse('has a broken end record of zip64', hints.zip64)
  const place = largeEnd.bytes
  if (records.readUInt32LE(0) !== largeEnd.signature || number64(records, 4) !== largeEnd.bytes - 12) throw broken()
  if (number64(records, place + 8) !== at) throw broken()
  const disks = [records.readUInt32LE(16), records.readUInt32LE(20), records.readUInt32LE(place + 4)]
  if (disks.some((disk) => disk !== 0) || records.readUInt32LE(place + 16) !== 1)
    throw refuse('is one of several disks')
  const count = number64(records, 32)
  if (number64(records, 24) !== count) throw refuse('states two different numbers of entries')
  const large = { count, size: number64(records, 40), offset: number64(records, 48), endAt: at }
  const agrees = (told: number, sign: number, is: number) => told === sign || told === is
  if (
    !agrees(small.count, moved.bits16, large.count) ||
    !agrees(small.size, moved.bits32, large.size) ||
    !agrees(small.offset, moved.bits32, large.offset)
  )
    throw refuse('states two different places of its directory', hints.zip64)
  return large
}

/** Sizes and place of an entry. */
export interface EntryNumbers {
  readonly bytes: number
  readonly packedBytes: number
  readonly offset: number
}

/**
 * The numbers of an entry in the directory, with those that are moved into the extra field of zip64 (APPNOTE 4.5.3).
 * Some writers put all three there; then the others have to be the same.
 * @returns undefined when the field does not hold what it should
 */
export function movedNumbers(told: EntryNumbers, extra: Buffer): EntryNumbers | undefined {
  const names = ['bytes', 'packedBytes', 'offset'] as const
  const wanted = names.filter((name) => told[name] === moved.bits32)
  if (wanted.length === 0) return told
  const fields = largeFields(extra)
  const [field] = fields
  if (fields.length !== 1 || field === undefined) return undefined
  const held = field.length === wanted.length * 8 ? wanted : names.slice(0, Math.floor(field.length / 8))
  const disk = field.subarray(held.length * 8)
  if (held.length === 0 || ![0, 4].includes(disk.length) || disk.some((byte) => byte !== 0)) return undefined
  const found = { ...told, ...Object.fromEntries(held.map((name, index) => [name, number64(field, index * 8)])) }
  const same = names.every((name) => told[name] === moved.bits32 || told[name] === found[name])
  return same && wanted.every((name) => held.includes(name)) ? found : undefined
}

/** The fields of zip64 in an extra field; readers differ about the second, so that there must be none. */
export function largeFields(extra: Buffer): readonly Buffer[] {
  const found: Buffer[] = []
  for (let at = 0; at + 4 <= extra.length; at += 4 + extra.readUInt16LE(at + 2))
    if (extra.readUInt16LE(at) === 1) found.push(extra.subarray(at + 4, at + 4 + extra.readUInt16LE(at + 2)))
  return found
}

/** A number of 64 bits; one that is too large to be right stays larger than every archive. */
export function number64(bytes: Buffer, at: number): number {
  return Number(bytes.readBigUInt64LE(at))
}

function readSignature(bytes: Buffer, fromEnd: number): number {
  return bytes.readUInt32LE(bytes.length - fromEnd)
}
