import { join } from 'node:path'
import type { Files } from '../../core/ports/files.ts'
import { StageError } from '../../core/run/stage-error.ts'
import { entryContent, entrySpans } from '../../delivery/archive/entry-content.ts'
import { readDirectory } from '../../delivery/archive/read-archive.ts'
import { fileSource } from '../../delivery/byte-source.ts'
import { evidenceBounds } from '../../delivery/evidence/signing/envelope.ts'

/** A file to verify: given by its own path, in a folder, or in an exported release. */
export interface GivenFile {
  /** For messages. */
  readonly name: string
  /** Whether it is evidence, or the manifest of a release with the digest in its name. */
  readonly kind: { readonly is: 'evidence' } | { readonly is: 'manifest'; readonly digest: string }
  /** The bytes of the file. A file above the limit of evidence is cut one byte after the limit. */
  read(): Promise<Uint8Array>
}

/**
 * Collects the files to verify at a path: the file itself, or all JSON files in a folder or zip archive that are
 * evidence or a manifest.
 * @throws StageError `file-missing`, `archive-ambiguous`
 */
export async function givenFiles(files: Files, path: string): Promise<readonly GivenFile[]> {
  const kind = await files.kind(path)
  if (kind === undefined)
    throw new StageError('file-missing', `there is no ${path} to verify`, {
      hint: 'give a file, a folder or an exported release',
    })
  if (kind === 'folder')
    return (await files.walk(path)).flatMap((entry) => {
      const is = kindOf(entry.path)
      return is === undefined
        ? []
        : [{ name: join(path, entry.path), kind: is, read: () => readStart(files, join(path, entry.path)) }]
    })
  if (path.endsWith('.zip')) return inArchive(files, path)
  return [{ name: path, kind: manifestKind(path) ?? { is: 'evidence' }, read: () => readStart(files, path) }]
}

async function inArchive(files: Files, path: string): Promise<readonly GivenFile[]> {
  const source = fileSource(files, path, await lengthOf(files, path))
  const spans = await entrySpans(source, await readDirectory(source, path), path)
  return spans.flatMap((span) => {
    const is = kindOf(span.entry.path)
    if (is === undefined || span.entry.folder) return []
    return [{ name: `${path}: ${span.entry.path}`, kind: is, read: () => start(entryContent(source, span, path)) }]
  })
}

/** In a folder laid out like a bucket, evidence lies in a folder of its own. */
function kindOf(path: string): GivenFile['kind'] | undefined {
  const manifest = manifestKind(path)
  if (manifest !== undefined) return manifest
  if (/(?:^|\/)(?:blobs|releases|versions|plans|environments|locks)\//.test(path)) return undefined
  return /\.jsonl?$/.test(path) ? { is: 'evidence' } : undefined
}

function manifestKind(path: string): GivenFile['kind'] | undefined {
  const digest = /(?:^|[\\/])releases[\\/]sha256[\\/]([0-9a-f]{64})\.json$/.exec(path)?.[1]
  return digest === undefined ? undefined : { is: 'manifest', digest }
}

function readStart(files: Files, path: string): Promise<Uint8Array> {
  return start(files.stream(path, 0, evidenceBounds.bytes + 1))
}

async function start(content: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of content) {
    chunks.push(chunk)
    bytes += chunk.length
    if (bytes > evidenceBounds.bytes) break
  }
  return Buffer.concat(chunks)
}

async function lengthOf(files: Files, path: string): Promise<number> {
  let bytes = 0
  for await (const chunk of files.stream(path)) bytes += chunk.length
  return bytes
}
