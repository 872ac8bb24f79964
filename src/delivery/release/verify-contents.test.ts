import { expect, test } from '@jest/globals'
import { inMemoryObjects } from '../../../test/support/in-memory-objects.ts'
import { sha256 } from '../../core/sha256.ts'
import type { Artifact } from './manifest.ts'
import { mirrorNestedTemplates } from './mirror-release.ts'
import { blobKey } from './release-keys.ts'
import { verifyContents } from './verify-contents.ts'
import { writeRelease } from './write-release.ts'

const bytesOf = (text: string) => new TextEncoder().encode(text)
const artifactOf = (path: string, kind: Artifact['kind']): Artifact => ({
  path,
  kind,
  sha256: sha256(bytesOf(path)),
  bytes: path.length,
})
const template = artifactOf('template.json', 'template')
const kinds = ['function', 'layer', 'template', 'archive', 'file'] as const
const artifacts = kinds.map((kind) => artifactOf(`a ${kind}`, kind))
const gate = artifactOf('gate.json', 'gate')
const manifest = { formatVersion: 1 as const, application: 'shop', template, gate, artifacts, parameters: [] }
const release = { digest: 'f'.repeat(64), manifest }
const blobs = new Map([template, gate, ...artifacts].map(({ path, sha256: digest }) => [digest, bytesOf(path)]))

/** A bucket with the release; `looks` counts how often each key is looked at. */
async function sealed() {
  const objects = inMemoryObjects()
  const looks = new Map<string, number>()
  const { find } = objects
  const counted: typeof objects = {
    ...objects,
    find: (bucket, key) => {
      looks.set(key, (looks.get(key) ?? 0) + 1)
      return find(bucket, key)
    },
  }
  const target = { objects: counted, bucket: 'shop' }
  await writeRelease(target, manifest, blobs)
  looks.clear()
  return {
    target,
    looks,
    put: (of: Artifact, body: Uint8Array) => void objects.contents.set(`shop/${blobKey(of.sha256)}`, body),
  }
}

test('each content that a deployment uses is looked at once', async () => {
  const { target, looks } = await sealed()
  await verifyContents(target, release)
  expect([...looks.values()]).toEqual(new Array(1 + artifacts.length).fill(1))
})

test.each(artifacts)('$path that was replaced by other bytes of the same size is refused', async (artifact) => {
  const { target, put } = await sealed()
  put(artifact, bytesOf('x'.repeat(artifact.bytes)))
  await expect(verifyContents(target, release)).rejects.toMatchObject({
    reason: 'release-tampered',
    message: expect.stringContaining(artifact.path),
  })
})

test('a content whose SHA-256 the store keeps is not read', async () => {
  const { target } = await sealed()
  const find: typeof target.objects.find = async (bucket, key) => {
    const found = await target.objects.find(bucket, key)
    return found && { ...found, sha256: key.slice('blobs/sha256/'.length) }
  }
  const stream = () => {
    throw new Error('read')
  }
  await expect(
    verifyContents({ ...target, objects: { ...target.objects, find, stream } }, release),
  ).resolves.toBeUndefined()
})

test('a release is not written over contents of the same size that somebody put there before', async () => {
  const { target, put } = await sealed()
  put(artifacts[0]!, bytesOf('x'.repeat(artifacts[0]!.bytes)))
  await expect(writeRelease(target, manifest, blobs)).rejects.toMatchObject({ reason: 'release-tampered' })
})

test('a content that comes between the look and the write is believed only when it is what was sealed', async () => {
  const objects = inMemoryObjects()
  const key = `shop/${blobKey(artifacts[0]!.sha256)}`
  const create: typeof objects.create = async (bucket, at, ...more) => {
    if (at === blobKey(artifacts[0]!.sha256)) objects.contents.set(key, bytesOf('x'.repeat(artifacts[0]!.bytes)))
    return objects.create(bucket, at, ...more)
  }
  const target = { objects: { ...objects, create }, bucket: 'shop' }
  await expect(writeRelease(target, manifest, blobs)).rejects.toMatchObject({ reason: 'release-tampered' })
})

test('a nested template in the target that is not what was sealed is refused for a preview too', async () => {
  const { target, put } = await sealed()
  const objects = inMemoryObjects()
  for (const [key, body] of target.objects.contents) objects.contents.set(key, body)
  const other = { objects, bucket: 'shop' }
  put(artifacts[2]!, bytesOf('x'.repeat(artifacts[2]!.bytes)))
  await expect(
    mirrorNestedTemplates(other, target, release, {
      temporaryFolder: async () => '/nowhere',
      remove: async () => undefined,
    } as never),
  ).rejects.toMatchObject({ reason: 'release-tampered' })
})
