import { Readable } from 'node:stream'
import type { Files } from '../../core/ports/files.ts'
import type { SealedApplication } from '../../delivery/packaging/seal-application.ts'
import { artifactsOf, renderManifest } from '../../delivery/release/manifest.ts'
import { blobKey, manifestKey, versionKey } from '../../delivery/release/release-keys.ts'
import { renderPointer } from '../../delivery/release/version-pointer.ts'

/** The earliest time that a zip archive can store. */
const date = new Date(Date.UTC(1980, 0, 1))

/**
 * Writes a release as one zip archive. Names in the archive are the keys in a bucket: the manifest first, then the
 * contents by digest. The same release gives the same bytes.
 * @throws StageError `disk-full`
 */
export async function exportRelease(
  files: Files,
  { manifest, digest, blobs }: SealedApplication,
  path: string,
  version: string | undefined,
): Promise<void> {
  const { ZipArchive } = await import('archiver')
  const archive = new ZipArchive({ zlib: { level: 6 } })
  const add = (name: string, body: Uint8Array | Readable, store: boolean) =>
    archive.append(body instanceof Readable ? body : Buffer.from(body), { name, date, mode: 0o644, store })
  add(manifestKey(digest), renderManifest(manifest), false)
  if (version !== undefined)
    add(versionKey(manifest.application, version), renderPointer(manifest.application, version, digest), false)
  for (const { sha256, bytes, kind } of [...artifactsOf(manifest)].sort((a, b) => (a.sha256 < b.sha256 ? -1 : 1))) {
    const body = blobs.get(sha256)!
    const packed = kind === 'function' || kind === 'layer' || kind === 'archive'
    if (body instanceof Uint8Array) add(blobKey(sha256), body, packed)
    else add(blobKey(sha256), Readable.from(body.read(0, bytes), { objectMode: false }), false)
  }
  const finished = archive.finalize()
  finished.catch(() => undefined)
  await files.write(path, archive)
  await finished
}
