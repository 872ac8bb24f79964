import { centralHeader, dataDescriptor, endRecord, flags, localHeader } from './zip-format.ts'

/** What the headers state about the content of an entry. */
export interface Sizes {
  readonly method: number
  crc: number
  bytes: number
  packedBytes: number
}

/** 1980-01-01 00:00, the earliest time in the format. */
const date = 0x0021
const time = 0
const version = 20
/** The attributes are Unix modes (APPNOTE 4.4.2.2). */
const madeBy = 0x0300 | version

export function localHeaderOf(path: string, sizes: Sizes, streamed = false): Buffer {
  const name = Buffer.from(path)
  const header = Buffer.alloc(localHeader.bytes)
  header.writeUInt32LE(localHeader.signature, 0)
  header.writeUInt16LE(version, 4)
  writeCommon(header, 6, sizes, name.length, streamed)
  return Buffer.concat([header, name])
}

/** @param offset of the local header */
export function centralHeaderOf(
  path: string,
  executable: boolean,
  sizes: Sizes,
  offset: number,
  streamed: boolean,
): Buffer {
  const name = Buffer.from(path)
  const header = Buffer.alloc(centralHeader.bytes)
  header.writeUInt32LE(centralHeader.signature, 0)
  header.writeUInt16LE(madeBy, 4)
  header.writeUInt16LE(version, 6)
  writeCommon(header, 8, sizes, name.length, false)
  if (streamed) header.writeUInt16LE(flags.utf8 | flags.descriptor, 8)
  header.writeUInt32LE(((executable ? 0o100755 : 0o100644) << 16) >>> 0, 38)
  header.writeUInt32LE(offset, 42)
  return Buffer.concat([header, name])
}

export function descriptorOf(sizes: Sizes): Buffer {
  const descriptor = Buffer.alloc(16)
  descriptor.writeUInt32LE(dataDescriptor.signature, 0)
  descriptor.writeUInt32LE(sizes.crc, 4)
  descriptor.writeUInt32LE(sizes.packedBytes, 8)
  descriptor.writeUInt32LE(sizes.bytes, 12)
  return descriptor
}

export function endRecordOf(entries: number, directoryBytes: number, directoryOffset: number): Buffer {
  const record = Buffer.alloc(endRecord.bytes)
  record.writeUInt32LE(endRecord.signature, 0)
  record.writeUInt16LE(entries, 8)
  record.writeUInt16LE(entries, 10)
  record.writeUInt32LE(directoryBytes, 12)
  record.writeUInt32LE(directoryOffset, 16)
  return record
}

/**
 * The fields from flags to name length, which both headers have. A streamed entry states its sizes after its content.
 */
function writeCommon(header: Buffer, at: number, sizes: Sizes, nameBytes: number, streamed: boolean): void {
  header.writeUInt16LE(streamed ? flags.utf8 | flags.descriptor : flags.utf8, at)
  header.writeUInt16LE(sizes.method, at + 2)
  header.writeUInt16LE(time, at + 4)
  header.writeUInt16LE(date, at + 6)
  header.writeUInt32LE(streamed ? 0 : sizes.crc, at + 8)
  header.writeUInt32LE(streamed ? 0 : sizes.packedBytes, at + 12)
  header.writeUInt32LE(streamed ? 0 : sizes.bytes, at + 16)
  header.writeUInt16LE(nameBytes, at + 20)
}
