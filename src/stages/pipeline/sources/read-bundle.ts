import { createHash } from 'node:crypto'
import { objectLimits, refuseLarge } from '../../../core/object-limits.ts'
import type { Files } from '../../../core/ports/files.ts'
import type { ByteSource } from '../../../core/ports/objects.ts'
import { command, meaning, next } from '../../../core/run/next-step.ts'
import { StageError } from '../../../core/run/stage-error.ts'
import { sha256 } from '../../../core/sha256.ts'
import { type EntrySpan, entryBytes, entryContent, entrySpans } from '../../../delivery/archive/entry-content.ts'
import { readDirectory } from '../../../delivery/archive/read-archive.ts'
import { fileSource } from '../../../delivery/byte-source.ts'
import { artifactsOf, parseManifest, type ReleaseManifest } from '../../../delivery/release/manifest.ts'
import { blobKey, manifestKey, versionKey } from '../../../delivery/release/release-keys.ts'
import { renderPointer } from '../../../delivery/release/version-pointer.ts'

/** A bundle that holds exactly one release, read and compared with what was sealed. */
export interface Bundle {
  /** Digest of the release. */
  readonly release: string
  readonly application: string
  /** The version that was given when it was exported. */
  readonly version: string | undefined
  readonly source: ByteSource
  /** Digest of the file itself, hex. */
  readonly sha256: string
}

const hint = next`make it with ${command('package', { export: meaning('release.zip') })}`

/**
 * Reads a bundle, and compares its manifest, its pointer and each content with the digests in their names.
 * @throws StageError `file-missing`, `archive-ambiguous`, `release-missing` for an archive that is none, and
 * `release-tampered`
 */
export async function readBundle(files: Files, path: string): Promise<Bundle> {
  if ((await files.kind(path)) !== 'file') throw new StageError('file-missing', `there is no bundle ${path}`, { hint })
  const { bytes, sha256: own } = await measured(files, path)
  const source = fileSource(files, path, bytes)
  const spans = new Map(
    (await entrySpans(source, await readDirectory(source, path), path)).map((span) => [span.entry.path, span]),
  )
  const manifests = [...spans.keys()].flatMap(
    (name) => /^releases\/sha256\/([0-9a-f]{64})\.json$/.exec(name)?.[1] ?? [],
  )
  const [release] = manifests
  if (release === undefined || manifests.length > 1)
    throw new StageError('release-missing', `${path} holds ${manifests.length} releases, and a bundle holds one`, {
      hint,
    })
  const span = spans.get(manifestKey(release))!
  refuseLarge(`${path}: the manifest`, span.entry.bytes, objectLimits.manifest)
  const body = await entryBytes(source, span, path)
  if (sha256(body) !== release) throw tampered(path, manifestKey(release))
  const record = { name: `${path}: the manifest`, reason: 'release-tampered', hint } as const
  const manifest = parseManifest(body, record)
  await compareContents({ source, spans, path }, manifest)
  const version = await versionIn({ source, spans, path }, manifest, release)
  return { release, application: manifest.application, version, source, sha256: own }
}

interface Opened {
  readonly source: ByteSource
  readonly spans: ReadonlyMap<string, EntrySpan>
  readonly path: string
}

async function compareContents({ source, spans, path }: Opened, manifest: ReleaseManifest): Promise<void> {
  for (const { sha256: digest } of artifactsOf(manifest)) {
    const span = spans.get(blobKey(digest))
    if (span === undefined) throw tampered(path, blobKey(digest))
    const hash = createHash('sha256')
    for await (const chunk of entryContent(source, span, path)) hash.update(chunk)
    if (hash.digest('hex') !== digest) throw tampered(path, blobKey(digest))
  }
}

async function versionIn({ source, spans, path }: Opened, manifest: ReleaseManifest, release: string) {
  const pattern = /^versions\/[^/]+\/([^/]+)\.json$/
  const found = [...spans.keys()].flatMap((name) => pattern.exec(name)?.[1] ?? [])
  if (found.length === 0) return undefined
  const version = found[0]!
  const key = versionKey(manifest.application, version)
  const span = spans.get(key)
  const wanted = Buffer.from(renderPointer(manifest.application, version, release))
  const isFit = found.length === 1 && span?.entry.bytes === wanted.length
  if (!isFit || !wanted.equals(await entryBytes(source, span, path))) throw tampered(path, key)
  return version
}

function tampered(path: string, name: string): StageError {
  return new StageError('release-tampered', `${path}: ${name} is not what was sealed`, { hint })
}

async function measured(files: Files, path: string) {
  const hash = createHash('sha256')
  let bytes = 0
  for await (const chunk of files.stream(path)) {
    hash.update(chunk)
    bytes += chunk.length
  }
  return { bytes, sha256: hash.digest('hex') }
}
