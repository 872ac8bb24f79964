import { markdownCode, markdownText } from '../../core/text/markdown-text.ts'
import { shortDigest } from '../../core/text/short-digest.ts'
import type { SealedApplication } from '../../delivery/packaging/seal-application.ts'
import type { ArtifactBucket } from '../../delivery/release/release-keys.ts'
import type { WrittenRelease } from '../../delivery/release/write-release.ts'

/** The release for a job summary: its digest, its place and what was uploaded, with its contents folded. */
export function renderSealed(
  { digest, manifest, contents, bytes }: SealedApplication,
  application: string,
  {
    version,
    destination,
    written,
  }: {
    readonly version: string | undefined
    readonly destination: ArtifactBucket | undefined
    readonly written: WrittenRelease | undefined
  },
): string {
  const artifacts = [manifest.template, ...(manifest.gate === undefined ? [] : [manifest.gate]), ...manifest.artifacts]
  const where = destination === undefined ? 'only in the archive' : markdownCode(destination.bucket)
  return [
    `### ${markdownText(application)} release ${markdownCode(shortDigest(digest))}`,
    '',
    '| version | contents | uploaded | size | bucket |',
    '|---|--:|--:|--:|---|',
    `| ${markdownText(version ?? '')} | ${contents} | ${written?.uploaded ?? 0} | ${sizeOf(bytes)} | ${where} |`,
    '',
    `Digest ${markdownCode(digest)}`,
    '',
    `<details><summary>Contents (${artifacts.length})</summary>`,
    '',
    '| path | kind | size | SHA-256 |',
    '|---|---|--:|---|',
    ...artifacts.map(
      ({ path, kind, bytes: size, sha256 }) =>
        `| ${markdownCode(path)} | ${kind} | ${sizeOf(size)} | ${markdownCode(shortDigest(sha256))} |`,
    ),
    '',
    '</details>',
  ].join('\n')
}

/** A size in units that are easy to read: 812 B, 4.1 KB, 2.3 MB. */
function sizeOf(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`
  return bytes < 1e6 ? `${(bytes / 1000).toFixed(1)} KB` : `${(bytes / 1e6).toFixed(1)} MB`
}
