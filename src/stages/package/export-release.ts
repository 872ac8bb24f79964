import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import type { Files } from '../../core/ports/files.ts'
import { again, next } from '../../core/run/next-step.ts'
import { StageError } from '../../core/run/stage-error.ts'
import type { SealedApplication } from '../../delivery/packaging/seal-application.ts'
import { type Artifact, type ArtifactKind, artifactsOf, renderManifest } from '../../delivery/release/manifest.ts'
import { blobKey, manifestKey, versionKey } from '../../delivery/release/release-keys.ts'
import { renderPointer } from '../../delivery/release/version-pointer.ts'

/** The earliest time that a zip archive can store. */
const date = new Date(Date.UTC(1980, 0, 1))

/**
 * Writes a release as one zip archive, the bundle that starts a pipeline. Names in the archive are the keys in a bucket:
 * the manifest first, then the contents by digest. The same release gives the same bytes, and each content is compared
 * with its sealed digest on the way.
 * @param kinds the kinds of contents that the archive gets; by default all
 * @throws StageError `disk-full`, `release-tampered` when a file changed since it was sealed; then nothing is written
 */
export async function exportRelease(
  files: Files,
  { manifest, digest, blobs }: SealedApplication,
  path: string,
  version: string | undefined,
  kinds?: readonly ArtifactKind[],
): Promise<void> {
  const { ZipArchive } = await import('archiver')
  const archive = new ZipArchive({ zlib: { level: 6 } })
  const add = (name: string, body: Uint8Array | Readable, store: boolean) =>
    archive.append(body instanceof Readable ? body : Buffer.from(body), { name, date, mode: 0o644, store })
  add(manifestKey(digest), renderManifest(manifest), false)
  if (version !== undefined)
    add(versionKey(manifest.application, version), renderPointer(manifest.application, version, digest), false)
  const contents = artifactsOf(manifest).filter(({ kind }) => kinds?.includes(kind) ?? true)
  for (const artifact of contents.sort((a, b) => (a.sha256 < b.sha256 ? -1 : 1))) {
    const { sha256, bytes, kind } = artifact
    const body = blobs.get(sha256)!
    const packed = kind === 'function' || kind === 'layer' || kind === 'archive'
    if (body instanceof Uint8Array) add(blobKey(sha256), body, packed)
    else add(blobKey(sha256), sealedStream(body.read(0, bytes), artifact, archive), false)
  }
  const finished = archive.finalize()
  finished.catch(() => undefined)
  await files.write(path, archive)
  await finished
}

/** A stream whose failure ends the archive too; the library would wait for its end. */
function sealedStream(chunks: AsyncIterable<Uint8Array>, artifact: Artifact, archive: Pick<Readable, 'destroy'>) {
  const stream = Readable.from(asSealed(chunks, artifact), { objectMode: false })
  stream.on('error', (error) => archive.destroy(error))
  return stream
}

/** Passes a content on, and compares its digest with the sealed one at the end. */
async function* asSealed(
  chunks: AsyncIterable<Uint8Array>,
  { path, sha256 }: Pick<Artifact, 'path' | 'sha256'>,
): AsyncIterable<Uint8Array> {
  const hash = createHash('sha256')
  for await (const chunk of chunks) {
    hash.update(chunk)
    yield chunk
  }
  if (hash.digest('hex') === sha256) return
  throw new StageError('release-tampered', `${path} changed while the release was exported`, {
    hint: next`${again} when nothing writes to it`,
  })
}
