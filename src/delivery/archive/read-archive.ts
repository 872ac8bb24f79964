import type { ByteSource } from '../../core/ports/objects.ts'
import { readPiece } from '../byte-source.ts'
import { ambiguous, hints, type Refuse } from './ambiguous.ts'
import { hasLocator, readEnd } from './read-end.ts'
import { centralHeader, deflated, flags, nameFault, stored } from './zip-format.ts'

/** An entry in the directory of an archive. */
export interface ArchiveEntry {
  /** Relative path, with `/`; for a folder it ends with `/`. */
  readonly path: string
  readonly nameBytes: Uint8Array
  readonly folder: boolean
  readonly executable: boolean
  readonly flags: number
  readonly method: number
  readonly crc: number
  readonly bytes: number
  readonly packedBytes: number
  /** Position of the local header. */
  readonly offset: number
}

/** What an archive contains, and where its directory begins. */
export interface ArchiveDirectory {
  readonly entries: readonly ArchiveEntry[]
  readonly offset: number
}

/**
 * Reads the directory of a zip archive, and refuses everything that tools read in different ways: a second or a moved
 * end record, zip64, several disks, encryption, duplicate names, paths out of the folder, links, devices, and
 * set-user-id bits.
 * @param name for messages
 * @throws StageError `archive-ambiguous`
 */
export async function readDirectory(source: ByteSource, name: string): Promise<ArchiveDirectory> {
  const refuse = (why: string, hint?: string) => ambiguous(name, why, hint)
  const { record: end, at: endAt } = await readEnd(source, refuse)
  if (end.readUInt32LE(4) !== 0) throw refuse('is one of several disks')
  const count = end.readUInt16LE(10)
  if (end.readUInt16LE(8) !== count) throw refuse('states two different numbers of entries')
  const size = end.readUInt32LE(12)
  const offset = end.readUInt32LE(16)
  if (count === 0xffff || size === 0xffffffff || offset === 0xffffffff) throw refuse('is zip64', hints.zip64)
  if (offset + size < endAt && (await hasLocator(source, endAt))) throw refuse('is zip64', hints.zip64)
  if (offset + size < endAt)
    throw refuse('has bytes in front of its first entry, or between directory and end record', hints.prefix)
  if (offset + size > endAt) throw refuse('has a broken directory')

  const directory = await readPiece(source, offset, offset + size)
  const entries: ArchiveEntry[] = []
  let at = 0
  while (at < size) {
    if (at + centralHeader.bytes > size || directory.readUInt32LE(at) !== centralHeader.signature)
      throw refuse('has a broken directory')
    const extraAt = at + centralHeader.bytes + directory.readUInt16LE(at + 28)
    const next = extraAt + directory.readUInt16LE(at + 30) + directory.readUInt16LE(at + 32)
    if (next > size) throw refuse('has a broken directory')
    entries.push(parseEntry(directory.subarray(at, next), refuse))
    at = next
  }
  if (entries.length !== count) throw refuse(`lists ${entries.length} entries and counts ${count}`)
  refuseClashes(entries, refuse)
  return { entries, offset }
}

function parseEntry(header: Buffer, refuse: Refuse): ArchiveEntry {
  const nameEnd = centralHeader.bytes + header.readUInt16LE(28)
  const nameBytes = header.subarray(centralHeader.bytes, nameEnd)
  const bits = header.readUInt16LE(8)
  const written = decode(nameBytes, (bits & flags.utf8) !== 0)
  if (written === undefined) throw refuse(unreadName(nameBytes), hints.name)
  const path = withoutDot(written)
  const shown = JSON.stringify(path)
  const fault = nameFault(path)
  if (fault !== undefined) throw refuse(`has the name ${shown}, which ${fault}`)
  if ((bits & ~(flags.deflateOption | flags.descriptor | flags.utf8)) !== 0)
    throw refuse(`has ${shown} encrypted, patched or masked`)
  const method = header.readUInt16LE(10)
  if (method !== stored && method !== deflated) throw refuse(`has ${shown} compressed by method ${method}`)
  const [packedBytes, bytes, offset] = [header.readUInt32LE(20), header.readUInt32LE(24), header.readUInt32LE(42)]
  if ([packedBytes, bytes, offset].includes(0xffffffff)) throw refuse(`has ${shown} in zip64`, hints.zip64)
  if (header.readUInt16LE(34) !== 0) throw refuse(`has ${shown} on another disk`)
  if (hasSecondName(header.subarray(nameEnd, nameEnd + header.readUInt16LE(30)), nameBytes))
    throw refuse(`has a second name for ${shown}`, hints.name)
  const folder = path.endsWith('/')
  if (folder && bytes !== 0) throw refuse(`has content in the folder ${shown}`)
  const mode = header[5] === 3 ? header.readUInt16LE(40) : 0
  refuseMode(mode, folder, shown, refuse)
  const executable = (mode & 0o100) !== 0
  const crc = header.readUInt32LE(16)
  return { path, nameBytes, folder, executable, flags: bits, method, crc, bytes, packedBytes, offset }
}

/** Without the flag for UTF-8, some tools read names from macOS and `zip` in an old code page. */
function unreadName(name: Buffer): string {
  const text = decode(name, true)
  return text === undefined
    ? `has a name that is not UTF-8: ${name.toString('latin1')}`
    : `has the name ${JSON.stringify(text)} without the flag for UTF-8`
}

function decode(name: Buffer, utf8: boolean): string | undefined {
  if (!utf8) return name.some((byte) => byte > 0x7e) ? undefined : name.toString('latin1')
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(name)
  } catch {
    return undefined
  }
}

/**
 * Tools that archive the folder `.` put `./` before each name, and list the folder itself as `./`. Every tool unpacks
 * both forms to the same path.
 */
function withoutDot(path: string): string {
  return path.startsWith('./') && path !== './' ? path.slice(2) : path
}

/** Some tools use the Info-ZIP Unicode path (0x7075) instead of the name (APPNOTE 4.6.9), so the two must be equal. */
function hasSecondName(extra: Buffer, name: Buffer): boolean {
  for (let at = 0; at + 4 <= extra.length; at += 4 + extra.readUInt16LE(at + 2))
    if (extra.readUInt16LE(at) === 0x7075) {
      const second = extra.subarray(at + 9, at + 4 + extra.readUInt16LE(at + 2))
      if (!second.equals(name)) return true
    }
  return false
}

/**
 * Every tool unpacks a name that ends with `/` as a folder, whatever its mode, and ignores special bits of a folder.
 */
function refuseMode(mode: number, folder: boolean, shown: string, refuse: Refuse): void {
  const type = mode & 0o170000
  const usual = folder ? [0, 0o040000, 0o100000] : [0, 0o100000]
  if (type === 0o120000) throw refuse(`has ${shown} as a link`, hints.link)
  if (!usual.includes(type)) throw refuse(`has ${shown} as a device, or as a folder without / at its end`)
  if (!folder && (mode & 0o6000) !== 0) throw refuse(`has ${shown} with a set-user-id or set-group-id bit`)
}

/** Refuses a duplicate name, or a file whose name is a folder of another file. */
function refuseClashes(entries: readonly ArchiveEntry[], refuse: Refuse): void {
  const names = new Set<string>()
  const occupied = new Set<string>()
  for (const { path, folder } of entries) {
    const name = folder ? path.slice(0, -1) : path
    if (names.has(name)) throw refuse(`has ${JSON.stringify(path)} twice`, hints.twice)
    names.add(name)
    if (!folder) occupied.add(name)
  }
  for (const name of names)
    for (let slash = name.lastIndexOf('/'); slash > 0; slash = name.lastIndexOf('/', slash - 1))
      if (occupied.has(name.slice(0, slash)))
        throw refuse(`has ${JSON.stringify(name.slice(0, slash))} both as a file and as a folder`)
}
