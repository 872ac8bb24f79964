import { createHash } from 'node:crypto'
import { basename, join } from 'node:path'
import type { Files } from '../../core/ports/files.ts'
import type { ByteSource } from '../../core/ports/objects.ts'
import type { Context } from '../../core/run/context.ts'
import { StageError } from '../../core/run/stage-error.ts'
import { sha256 } from '../../core/sha256.ts'
import { checkArchive } from '../archive/check-archive.ts'
import type { Deflater } from '../archive/deflate.ts'
import { functionBytes, functionLimit } from '../archive/function-limit.ts'
import { readDirectory } from '../archive/read-archive.ts'
import { hasEndRecord } from '../archive/read-end.ts'
import { type ArchiveFile, writeArchive } from '../archive/write-archive.ts'
import { bytesSource, fileSource, readPiece } from '../byte-source.ts'
import type { ArtifactKind } from '../release/manifest.ts'
import type { LocalPath } from './local-path.ts'
import { packedFiles } from './packed-files.ts'
import { refuseKey, refuseSecretsInArchive } from './secret-files.ts'
import { warnOfUnbuilt } from './unbuilt-folder.ts'

/** The content of an artifact, identified by its digest. */
export interface PackedArtifact {
  readonly sha256: string
  readonly bytes: number
  readonly body: Uint8Array | ByteSource
}

/** What packing needs, such as a folder for archives that are too large for memory, and the compressor. */
export interface Packing {
  readonly files: Files
  readonly report: Context['report']
  readonly folder: string
  readonly deflater: Deflater
}

/** Larger archives are written to a file. */
const memoryBytes = 8 * 1024 * 1024

/**
 * The bytes that a resource gets for a local path. A folder becomes an archive. A file stays as it is, or becomes an
 * archive with that file where the resource accepts archives only, unless it is an archive already.
 * @throws StageError `archive-ambiguous`, `secret-included`, `file-missing`, `input-invalid` for content that Lambda
 * would refuse
 */
export async function packArtifact(
  packing: Packing,
  local: LocalPath,
  kind: ArtifactKind,
  archiveOnly: boolean,
): Promise<PackedArtifact> {
  const { files } = packing
  if (local.kind === 'folder') {
    const entries = await packedFiles(packing, local.absolute, local.shown)
    await warnOfUnbuilt(
      packing,
      local,
      kind,
      entries.map(({ path }) => path),
    )
    const total = entries.reduce((sum, { bytes }) => sum + bytes, 0)
    refuseBeyondLambda(local, kind, total)
    const members = entries.map(({ path, executable, bytes }) => {
      return { path, executable, source: fileSource(files, join(local.absolute, path), bytes) }
    })
    return packFiles(packing, local.shown, members)
  }
  const { source, sha256 } = await readFile(files, local.absolute)
  const packed = { sha256, bytes: source.bytes, body: source }
  await refuseKey(source, local.shown)
  if (!archiveOnly) return packed
  if (!(await isArchive(source))) {
    refuseBeyondLambda(local, kind, source.bytes)
    const executable = await files.isExecutable(local.absolute)
    return packFiles(packing, local.shown, [{ path: basename(local.absolute), executable, source }])
  }
  refuseBeyondLambda(local, kind, await unpackedBytes(source, local.shown))
  await checkArchive(source, local.shown)
  await refuseSecretsInArchive(source, local.shown)
  return packed
}

/**
 * Whether a file begins or ends like an archive. One with bytes in front of the archive counts too, and is refused
 * later, because tools read it in different ways.
 */
async function isArchive(source: ByteSource): Promise<boolean> {
  const start = (await readPiece(source, 0, Math.min(4, source.bytes))).toString('latin1')
  return start === 'PK\x03\x04' || (await hasEndRecord(source))
}

async function unpackedBytes(source: ByteSource, name: string): Promise<number> {
  const { entries } = await readDirectory(source, name)
  return entries.reduce((sum, { bytes }) => sum + bytes, 0)
}

/** Makes an archive of files, in memory or, if it becomes large, in the folder for archives. */
export async function packFiles(
  packing: Packing,
  name: string,
  members: readonly ArchiveFile[],
): Promise<PackedArtifact> {
  const hash = createHash('sha256')
  const held: Uint8Array[] = []
  let bytes = 0
  packing.deflater.expect(members.reduce((sum, { source }) => sum + source.bytes, 0))
  const archive = writeArchive(name, members, packing.deflater)
  const count = (chunk: Uint8Array) => {
    hash.update(chunk)
    bytes += chunk.length
    return chunk
  }
  for (let next = await archive.next(); ; next = await archive.next()) {
    if (next.done) return { sha256: hash.digest('hex'), bytes, body: Buffer.concat(held) }
    held.push(count(next.value))
    if (bytes > memoryBytes) break
  }
  const path = join(packing.folder, `${sha256(name)}.zip`)
  await packing.files.write(
    path,
    (async function* () {
      yield* held.splice(0)
      for await (const chunk of archive) yield count(chunk)
    })(),
  )
  return { sha256: hash.digest('hex'), bytes, body: fileSource(packing.files, path, bytes) }
}

/** Reads a file once. A large file is not kept in memory. */
async function readFile(files: Files, path: string): Promise<{ source: ByteSource; sha256: string }> {
  const hash = createHash('sha256')
  const held: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of files.stream(path)) {
    hash.update(chunk)
    bytes += chunk.length
    if (bytes <= memoryBytes) held.push(chunk)
    else held.length = 0
  }
  const source = bytes <= memoryBytes ? bytesSource(Buffer.concat(held)) : fileSource(files, path, bytes)
  return { source, sha256: hash.digest('hex') }
}

/** @param bytes unpacked @throws StageError `input-invalid` above Lambda's limit */
export function refuseBeyondLambda({ shown }: Pick<LocalPath, 'shown'>, kind: ArtifactKind, bytes: number): void {
  if ((kind === 'function' || kind === 'layer') && bytes > functionBytes)
    throw new StageError('input-invalid', `${shown} has ${Math.ceil(bytes / 1_048_576)} MB; ${functionLimit}`, {
      hint: 'leave out what the function does not need, or deploy it as a container image',
    })
}
