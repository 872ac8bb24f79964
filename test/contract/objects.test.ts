import {
  CreateBucketCommand,
  DeleteObjectCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { s3Objects } from '../../src/aws/s3/objects.ts'
import { concurrently } from '../../src/core/pacing/concurrently.ts'
import type { Objects, ObjectVersion } from '../../src/core/ports/objects.ts'
import { inMemoryObjects } from '../support/in-memory-objects.ts'
import { startMinistack } from '../support/ministack.ts'
import { configureAt } from '../support/test-buckets.ts'

/** What the suite needs of a store: our port to it, and what other hands do to the same objects. */
interface Store {
  readonly objects: Objects
  /** A bucket that keeps all versions, and one that keeps none. */
  readonly versioned: string
  readonly plain: string
  overwrite(bucket: string, key: string, body: string): Promise<unknown>
  remove(bucket: string, key: string): Promise<unknown>
  stop(): Promise<unknown>
}

const text = (value: string) => new TextEncoder().encode(value)
const spoken = (body: Uint8Array | undefined) => body && new TextDecoder().decode(body)

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = []
  for await (const item of items) found.push(item)
  return found
}

for (const [name, start] of [['in memory', memoryStore] as const, ['MiniStack', emulatorStore] as const]) {
  const store = {} as Store
  beforeAll(async () => void Object.assign(store, await start()), 120_000)
  afterAll(() => store.stop?.())

  test(`${name}: what is created can be found, read and streamed, and is never replaced`, async () => {
    const { objects, versioned: bucket } = store
    const first = await objects.create(bucket, 'once', text('one'), { contentType: 'text/plain' })
    const second = await objects.create(bucket, 'once', text('two'))
    expect([first, second]).toEqual(['created', 'exists'])
    expect(await objects.find(bucket, 'once')).toMatchObject({ key: 'once', bytes: 3 })
    expect(spoken((await objects.read(bucket, 'once'))!.body)).toBe('one')
    expect(spoken(Buffer.concat(await all((await objects.stream(bucket, 'once'))!)))).toBe('one')
  })

  test(`${name}: what is larger than it may be is not read`, async () => {
    const { objects, versioned: bucket } = store
    await objects.create(bucket, 'sized', text('x'.repeat(100)))
    const [{ version }] = (await all(objects.versions(bucket, 'sized'))) as [ObjectVersion]
    expect((await objects.read(bucket, 'sized', 100))!.body).toHaveLength(100)
    expect(await objects.readVersion(bucket, 'sized', version, 100)).toHaveLength(100)
    const refusal = {
      reason: 'object-too-large',
      message: `s3://${bucket}/sized has 100 bytes or more; at most 99 are read`,
    }
    await expect(objects.read(bucket, 'sized', 99)).rejects.toMatchObject(refusal)
    await expect(objects.readVersion(bucket, 'sized', version, 99)).rejects.toMatchObject(refusal)
    expect(await objects.find(bucket, 'sized')).toMatchObject({ bytes: 100 })
  })

  test(`${name}: what is not there is undefined`, async () => {
    const { objects, versioned: bucket } = store
    expect(await objects.find(bucket, 'nowhere')).toBeUndefined()
    expect(await objects.read(bucket, 'nowhere')).toBeUndefined()
    expect(await objects.stream(bucket, 'nowhere')).toBeUndefined()
    expect(await objects.readVersion(bucket, 'nowhere', 'null')).toBeUndefined()
    expect(await all(objects.versions(bucket, 'nowhere'))).toEqual([])
  })

  test(`${name}: a record changes only when it is still the one that was read`, async () => {
    const { objects, versioned: bucket } = store
    expect(await objects.replace(bucket, 'record', text('1'), undefined)).toBe('replaced')
    expect(await objects.replace(bucket, 'record', text('x'), undefined)).toBe('changed')
    const { etag } = (await objects.read(bucket, 'record'))!
    expect(await objects.replace(bucket, 'record', text('2'), etag)).toBe('replaced')
    expect(await objects.replace(bucket, 'record', text('3'), etag)).toBe('changed')
    expect(await objects.replace(bucket, 'gone', text('3'), etag)).toBe('changed')
  })

  test(`${name}: a list has what lies below the prefix, in the order of keys`, async () => {
    const { objects, versioned: bucket } = store
    for (const key of ['list/b', 'list/a', 'listed', 'list/a/1']) await objects.create(bucket, key, text(key))
    const found = await all(objects.list(bucket, 'list/'))
    expect(found.map(({ key }) => key)).toEqual(['list/a', 'list/a/1', 'list/b'])
  })

  test(`${name}: every version can be read, also below the mark of a deletion`, async () => {
    const { objects, versioned: bucket } = store
    const before = Math.floor(Date.now() / 1000)
    await objects.create(bucket, 'history/a', text('first'))
    await store.overwrite(bucket, 'history/a', 'second')
    await store.remove(bucket, 'history/a')
    await objects.create(bucket, 'history/b', text('other'))
    expect(await objects.read(bucket, 'history/a')).toBeUndefined()

    const versions = await all(objects.versions(bucket, 'history/'))
    expect(sorted(versions)).toEqual([
      'history/a deleted 0',
      'history/a object 5',
      'history/a object 6',
      'history/b object 5',
    ])
    const bodies = versions.filter(({ deleted }) => !deleted)
    const read = await Promise.all(bodies.map(({ key, version }) => objects.readVersion(bucket, key, version)))
    expect(read.map(spoken).sort()).toEqual(['first', 'other', 'second'])
    expect(new Set(versions.map(({ key, version }) => `${key} ${version}`)).size).toBe(4)
    for (const { modifiedSeconds } of versions) {
      expect(Number.isInteger(modifiedSeconds)).toBe(true)
      expect(modifiedSeconds).toBeGreaterThanOrEqual(before)
      expect(modifiedSeconds).toBeLessThanOrEqual(Date.now() / 1000)
    }
  })

  test(`${name}: a bucket that keeps no versions has one of each object, and nothing of what was removed`, async () => {
    const { objects, plain: bucket } = store
    await objects.create(bucket, 'kept', text('first'))
    await store.overwrite(bucket, 'kept', 'second')
    await objects.create(bucket, 'removed', text('gone'))
    await store.remove(bucket, 'removed')
    expect(await all(objects.versions(bucket, ''))).toEqual([
      { key: 'kept', version: 'null', modifiedSeconds: expect.any(Number), bytes: 6, deleted: false },
    ])
    expect(spoken(await objects.readVersion(bucket, 'kept', 'null'))).toBe('second')
  })

  test(`${name}: versions go on for more than one page`, async () => {
    const { objects, versioned: bucket } = store
    const keys = Array.from({ length: 1_005 }, (_, number) => `pages/${String(number).padStart(4, '0')}`)
    await concurrently(keys, 8, (key) => objects.create(bucket, key, text('x')))
    const found = await all(objects.versions(bucket, 'pages/'))
    expect(found.map(({ key }) => key).sort()).toEqual(keys)
  }, 120_000)
}

const sorted = (versions: readonly ObjectVersion[]) =>
  versions.map(({ key, deleted, bytes }) => `${key} ${deleted ? 'deleted' : 'object'} ${bytes}`).sort()

async function memoryStore(): Promise<Store> {
  const [versioned, plain] = [inMemoryObjects(), inMemoryObjects({ versioning: false })]
  const of = (bucket: string) => (bucket === 'plain' ? plain : versioned)
  const objects = new Proxy(versioned, {
    get:
      (_, method: keyof Objects) =>
      (bucket: string, ...rest: unknown[]) =>
        (of(bucket)[method] as (...args: unknown[]) => unknown)(bucket, ...rest),
  })
  return {
    objects,
    versioned: 'versioned',
    plain: 'plain',
    overwrite: async (bucket, key, body) => of(bucket).contents.set(`${bucket}/${key}`, text(body)),
    remove: async (bucket, key) => of(bucket).contents.delete(`${bucket}/${key}`),
    stop: async () => undefined,
  }
}

async function emulatorStore(): Promise<Store> {
  const ministack = await startMinistack()
  const configure = configureAt(ministack)
  const client = new S3Client({ ...(await configure()), forcePathStyle: true })
  for (const Bucket of ['versioned', 'plain']) await client.send(new CreateBucketCommand({ Bucket }))
  const VersioningConfiguration = { Status: 'Enabled' as const }
  await client.send(new PutBucketVersioningCommand({ Bucket: 'versioned', VersioningConfiguration }))
  return {
    objects: s3Objects(configure),
    versioned: 'versioned',
    plain: 'plain',
    overwrite: (Bucket, Key, Body) => client.send(new PutObjectCommand({ Bucket, Key, Body })),
    remove: (Bucket, Key) => client.send(new DeleteObjectCommand({ Bucket, Key })),
    stop: () => ministack.stop(),
  }
}
