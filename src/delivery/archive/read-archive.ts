import type { ByteSource } from '../../core/ports/objects.ts'
import { readPiece } from '../byte-source.ts'
import { ambiguous, hints, type Refuse } from './ambiguous.ts'
import { readEnd } from './read-end.ts'
import { centralHeader, deflated, flags, nameFault, stored } from './zip-format.ts'
import { directoryPlace, movedNumbers } from './zip64.ts'

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

/** How names are taken. */
export interface Names {
  /**
   * Every name that an archive can have is a name: entries become objects or are looked up, and no tool unpacks them. A
   * link is an entry whose content is its target. Of entries with one name, the last counts.
   */
  readonly any?: boolean
}

/**
 * Reads the directory of a zip archive, and refuses all that readers understand differently: a second or a moved end
 * record, numbers of zip64 that differ from the small ones, several disks, encryption, names twice or that lead out,
 * links, devices, files with set-user-id bits.
 * @param name for messages
 * @throws StageError `archive-ambiguous`
 */
export async function readDirectory(
  source: ByteSource,
  name: string,
  { any = false }: Names = {},
): Promise<ArchiveDirectory> {
  const refuse = (why: string, hint?: string) => ambiguous(name, why, hint)
  const { count, size, offset, endAt } = await directoryPlace(source, await readEnd(source, refuse), refuse)
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
    entries.push(parseEntry(directory.subarray(at, next), any, refuse))
    at = next
  }
  if (entries.length !== count) throw refuse(`lists ${entries.length} entries and counts ${count}`)
  if (any) return { entries, offset }
  refuseClashes(entries, refuse)
  refuseTwoKindsOfNames(entries, refuse)
  return { entries, offset }
}

function parseEntry(header: Buffer, any: boolean, refuse: Refuse): ArchiveEntry {
  const nameEnd = centralHeader.bytes + header.readUInt16LE(28)
  const nameBytes = header.subarray(centralHeader.bytes, nameEnd)
  const bits = header.readUInt16LE(8)
  const written = decode(nameBytes) ?? (any ? nameBytes.toString('latin1') : undefined)
  if (written === undefined) throw refuse(`has a name that is not UTF-8: ${nameBytes.toString('latin1')}`, hints.name)
  const path = withoutDot(written)
  const shown = JSON.stringify(path)
  const fault = nameFault(path)
  if (fault !== undefined && !any) throw refuse(`has the name ${shown}, which ${fault}`)
  if ((bits & ~(flags.deflateOption | flags.descriptor | flags.utf8)) !== 0)
    throw refuse(`has ${shown} encrypted, patched or masked`)
  const method = header.readUInt16LE(10)
  if (method !== stored && method !== deflated) throw refuse(`has ${shown} compressed by method ${method}`)
  const extra = header.subarray(nameEnd, nameEnd + header.readUInt16LE(30))
  const told = { packedBytes: header.readUInt32LE(20), bytes: header.readUInt32LE(24), offset: header.readUInt32LE(42) }
  const numbers = movedNumbers(told, extra)
  if (numbers === undefined) throw refuse(`has ${shown} in zip64 without its numbers`, hints.zip64)
  if (header.readUInt16LE(34) !== 0) throw refuse(`has ${shown} on another disk`)
  if (!any && hasSecondName(extra, nameBytes)) throw refuse(`has a second name for ${shown}`, hints.name)
  const folder = path.endsWith('/')
  if (folder && numbers.bytes !== 0) throw refuse(`has content in the folder ${shown}`)
  const mode = header[5] === 3 ? header.readUInt16LE(40) : 0
  if (!any) refuseMode(mode, folder, shown, refuse)
  const executable = (mode & 0o100) !== 0
  const crc = header.readUInt32LE(16)
  return { path, nameBytes, folder, executable, flags: bits, method, crc, ...numbers }
}

/** A name as UTF-8, with or without the flag for it: the tools of macOS write UTF-8 and never set the flag. */
function decode(name: Buffer): string | undefined {
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

/**
 * Some readers take names without the flag for those of an old code page. Alone they are other names to them, each for
 * one file; beside names with the flag, two could become one.
 */
function refuseTwoKindsOfNames(entries: readonly ArchiveEntry[], refuse: Refuse): void {
  const foreign = entries.filter(({ nameBytes }) => nameBytes.some((byte) => byte > 0x7f))
  const unmarked = foreign.find((entry) => (entry.flags & flags.utf8) === 0)
  if (unmarked !== undefined && foreign.some((entry) => (entry.flags & flags.utf8) !== 0))
    throw refuse(
      `has the name ${JSON.stringify(unmarked.path)} without the flag for UTF-8, and others with it`,
      hints.name,
    )
}
