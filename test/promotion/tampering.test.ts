import { beforeAll, beforeEach, expect, test } from '@jest/globals'
import { sha256 } from '../../src/core/sha256.ts'
import { createDeflater } from '../../src/delivery/archive/deflate.ts'
import { writeArchive } from '../../src/delivery/archive/write-archive.ts'
import { bytesSource } from '../../src/delivery/byte-source.ts'
import { mirrorRelease } from '../../src/delivery/release/mirror-release.ts'
import { type Release, readManifest } from '../../src/delivery/release/read-release.ts'
import { blobKey, manifestKey } from '../../src/delivery/release/release-keys.ts'
import { writeRelease } from '../../src/delivery/release/write-release.ts'
import { inMemoryObjects } from '../support/in-memory-objects.ts'
import { testContext } from '../support/test-context.ts'

/* A sealed release whose bytes in a store are changed before it is promoted. */
let sealed: Buffer
let sameNames: Buffer
let ambiguous: Buffer
let objects: ReturnType<typeof inMemoryObjects>
let release: Release
const [source, target] = ['staging', 'production'].map((bucket) => ({
  get objects() {
    return objects
  },
  bucket,
})) as [{ objects: typeof objects; bucket: string }, { objects: typeof objects; bucket: string }]
const template = Buffer.from('{"Resources":{}}')

beforeAll(async () => {
  sealed = await zip('def handler(event, context):\n    return "approved"\n')
  sameNames = await zip('def handler(event, context):\n    return "planted!"\n')
  ambiguous = Buffer.concat([sameNames, sealed])
})
beforeEach(async () => {
  objects = inMemoryObjects()
  release = await releaseOf(sealed)
})

async function zip(text: string): Promise<Buffer> {
  const deflater = createDeflater()
  const chunks: Uint8Array[] = []
  const files = [{ path: 'handler.py', executable: false, source: bytesSource(Buffer.from(text)) }]
  for await (const chunk of writeArchive('code.zip', files, deflater)) chunks.push(chunk)
  await deflater.close()
  return Buffer.concat(chunks)
}

async function releaseOf(code: Buffer): Promise<Release> {
  const artifact = (path: string, kind: 'template' | 'function', bytes: Buffer) =>
    ({ path, kind, sha256: sha256(bytes), bytes: bytes.length }) as const
  const manifest = {
    formatVersion: 1,
    application: 'parking',
    template: artifact('template.json', 'template', template),
    artifacts: [artifact('code', 'function', code)],
    parameters: [],
  } as const
  const contents = new Map([code, template].map((bytes) => [sha256(bytes), bytes]))
  const { digest } = await writeRelease(
    source,
    { ...manifest, artifacts: [...manifest.artifacts], parameters: [] },
    contents,
  )
  return readManifest(source, digest)
}

function bitFlipped(bytes: Buffer): Buffer {
  const flipped = Buffer.from(bytes)
  const middle = bytes.length >> 1
  flipped.writeUInt8(flipped.readUInt8(middle) ^ 1, middle)
  return flipped
}

const promoted = () => mirrorRelease(source, target, release, testContext().files)
const inProduction = () => [...objects.contents.keys()].filter((key) => key.startsWith('production/releases/'))
const tamperings: readonly (readonly [string, () => Buffer])[] = [
  ['one bit', () => bitFlipped(sealed)],
  ['another archive of the same names', () => sameNames],
  ['an archive that can be read in two ways', () => ambiguous],
  ['the content of another artifact', () => template],
  ['nothing', () => Buffer.alloc(0)],
]

test.each(
  ['staging', 'production'].flatMap((bucket) => tamperings.map(([what, bytes]) => [what, bucket, bytes] as const)),
)(
  '%s in the place of an artifact in the bucket of %s is refused, and both digests are named',
  async (_, bucket, bytes) => {
    objects.contents.set(`${bucket}/${blobKey(sha256(sealed))}`, bytes())
    await expect(promoted()).rejects.toMatchObject({
      reason: 'release-tampered',
      message: expect.stringMatching(new RegExp(`${bucket}.*${sha256(bytes())}, sealed ${sha256(sealed)}`)),
    })
    expect(inProduction()).toEqual([])
  },
)

test.each(['staging', 'production'])(
  'a manifest in the bucket of %s that is not the sealed one is refused',
  async (bucket) => {
    const forged = Buffer.from('{"formatVersion":1}')
    objects.contents.set(`${bucket}/${manifestKey(release.digest)}`, forged)
    const read = async () => {
      await readManifest(source, release.digest)
      await promoted()
    }
    await expect(read()).rejects.toMatchObject({
      reason: 'release-tampered',
      message: expect.stringMatching(new RegExp(`${release.digest} in ${bucket} has digest ${sha256(forged)}`)),
    })
  },
)

test('an archive that was sealed though it can be read in two ways is not promoted either', async () => {
  release = await releaseOf(ambiguous)
  await expect(promoted()).rejects.toMatchObject({ reason: 'archive-ambiguous' })
  expect(inProduction()).toEqual([])
})
