import { objectLimits, refuseLarge } from '../../core/object-limits.ts'
import type { Files } from '../../core/ports/files.ts'
import { command, meaning, next } from '../../core/run/next-step.ts'
import { StageError } from '../../core/run/stage-error.ts'
import { sha256 } from '../../core/sha256.ts'
import { type EntrySpan, entryBytes, entrySpans } from '../archive/entry-content.ts'
import { readDirectory } from '../archive/read-archive.ts'
import { fileSource } from '../byte-source.ts'
import { type Artifact, parseManifest } from './manifest.ts'
import type { Release } from './read-release.ts'
import { blobKey } from './release-keys.ts'

/** A release in a file on this machine, as far as a plan needs it. */
export interface ExportedTemplates {
  readonly release: Release
  /** The text of the template to deploy. */
  readonly template: string
  /** The nested templates with their texts; a template that occurs twice stands here once. */
  readonly nested: readonly { readonly artifact: Artifact; readonly text: string }[]
}

const hint = next`make it with ${command('package', { 'export-templates': meaning('templates.zip') })}`

/**
 * Reads the manifest and the templates of an exported release, and compares each with its digest. Other contents are
 * not read, and need not be there.
 * @throws StageError `file-missing`, `archive-ambiguous`, `release-missing` for an archive that is none,
 * `release-tampered`, `object-too-large`
 */
export async function readExportedTemplates(files: Files, path: string): Promise<ExportedTemplates> {
  if ((await files.kind(path)) !== 'file') throw new StageError('file-missing', `there is no file ${path}`, { hint })
  const archive = await openArchive(files, path)
  const digests = archive.names.flatMap((name) => /^releases\/sha256\/([0-9a-f]{64})\.json$/.exec(name)?.[1] ?? [])
  const [digest] = digests
  if (digest === undefined || digests.length > 1)
    throw new StageError('release-missing', `${path} holds ${digests.length} releases instead of one`, { hint })
  const body = await archive.read(`releases/sha256/${digest}.json`, digest, objectLimits.manifest)
  const manifest = parseManifest(body, { name: `${path}: the manifest`, reason: 'release-tampered', hint })
  const textOf = async ({ sha256: sealed }: Artifact) =>
    new TextDecoder().decode(await archive.read(blobKey(sealed), sealed, objectLimits.template))
  const nested = new Map(
    manifest.artifacts.filter(({ kind }) => kind === 'template').map((artifact) => [artifact.sha256, artifact]),
  )
  const texts = [...nested.values()].map(async (artifact) => ({ artifact, text: await textOf(artifact) }))
  return { release: { digest, manifest }, template: await textOf(manifest.template), nested: await Promise.all(texts) }
}

interface OpenArchive {
  readonly names: readonly string[]
  read(name: string, digest: string, most: number): Promise<Uint8Array>
}

async function openArchive(files: Files, path: string): Promise<OpenArchive> {
  let bytes = 0
  for await (const chunk of files.stream(path)) bytes += chunk.length
  const source = fileSource(files, path, bytes)
  const found = await entrySpans(source, await readDirectory(source, path), path)
  const spans = new Map<string, EntrySpan>(found.map((span) => [span.entry.path, span]))
  return {
    names: [...spans.keys()],
    async read(name, digest, most) {
      const span = spans.get(name)
      if (span === undefined) throw tampered(path, name)
      refuseLarge(`${path}: ${name}`, span.entry.bytes, most)
      const content = await entryBytes(source, span, path)
      if (sha256(content) !== digest) throw tampered(path, name)
      return content
    },
  }
}

function tampered(path: string, name: string): StageError {
  return new StageError('release-tampered', `${path}: ${name} is not what was sealed`, { hint })
}
