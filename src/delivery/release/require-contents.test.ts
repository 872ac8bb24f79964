import { expect, test } from '@jest/globals'
import { inMemoryObjects } from '../../../test/support/in-memory-objects.ts'
import { sha256 } from '../../core/sha256.ts'
import type { Artifact } from './manifest.ts'
import { blobKey } from './release-keys.ts'
import { requireContents } from './require-contents.ts'

const artifactOf = (path: string, kind: Artifact['kind']): Artifact => ({
  path,
  kind,
  sha256: sha256(path),
  bytes: path.length,
})
const [template, archive] = [artifactOf('template.json', 'template'), artifactOf('functions/orders', 'function')]
const manifest = { formatVersion: 1 as const, application: 'shop', template, artifacts: [archive], parameters: [] }
const release = { digest: 'f'.repeat(64), manifest }

/** Buckets that have some artifacts, as `bodyOf` gives their content. */
function buckets(
  contents: { readonly staging: readonly Artifact[]; readonly production: readonly Artifact[] },
  bodyOf: (path: string) => string = (path) => path,
) {
  const objects = inMemoryObjects()
  for (const [bucket, artifacts] of Object.entries(contents))
    for (const { sha256: digest, path } of artifacts)
      objects.contents.set(`${bucket}/${blobKey(digest)}`, new TextEncoder().encode(bodyOf(path)))
  return [
    { objects, bucket: 'staging' },
    { objects, bucket: 'production' },
  ] as const
}

test('contents may lie in the source or in the target', async () => {
  await requireContents(...buckets({ staging: [template, archive], production: [] }), release)
  await requireContents(...buckets({ staging: [template], production: [archive] }), release)
})

test('a content that is in neither is named, with what puts it back', async () => {
  await expect(requireContents(...buckets({ staging: [template], production: [] }), release)).rejects.toMatchObject({
    reason: 'release-tampered',
    message: `functions/orders (${blobKey(archive.sha256)}) is missing from staging`,
    hint: expect.stringContaining('package the same tree again'),
  })
})

test.each<[string, (path: string) => string]>([
  ['another size', (path) => path.slice(1)],
  ['the same size and other bytes', (path) => 'x'.repeat(path.length)],
])('a content of %s is not the one that was sealed', async (_what, bodyOf) => {
  await expect(
    requireContents(...buckets({ staging: [template, archive], production: [] }, bodyOf), release),
  ).rejects.toMatchObject({
    reason: 'release-tampered',
    message: expect.stringContaining('in staging differs from the sealed content'),
  })
})
