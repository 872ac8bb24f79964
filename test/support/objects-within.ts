import type { Objects } from '../../src/core/ports/objects.ts'

/** Makes one call, or something else in its place. @param object `<bucket>/<key>`, or a prefix in place of the key */
export type AroundCall = <T>(name: string, object: string, call: () => Promise<T>) => Promise<T>

/** Objects with something around each of their calls. A list is one call, with all of its pages. */
export function objectsWithin(inner: Objects, around: AroundCall): Objects {
  return {
    find: (bucket, key) => around('find', `${bucket}/${key}`, () => inner.find(bucket, key)),
    read: (bucket, key, most) => around('read', `${bucket}/${key}`, () => inner.read(bucket, key, most)),
    stream: (bucket, key) => around('stream', `${bucket}/${key}`, () => inner.stream(bucket, key)),
    create: (bucket, key, ...rest) => around('create', `${bucket}/${key}`, () => inner.create(bucket, key, ...rest)),
    replace: (bucket, key, body, etag) =>
      around('replace', `${bucket}/${key}`, () => inner.replace(bucket, key, body, etag)),
    async *list(bucket, prefix) {
      yield* await around('list', `${bucket}/${prefix}`, () => all(inner.list(bucket, prefix)))
    },
    async *versions(bucket, prefix) {
      yield* await around('versions', `${bucket}/${prefix}`, () => all(inner.versions(bucket, prefix)))
    },
    readVersion: (bucket, key, version, most) =>
      around('readVersion', `${bucket}/${key}`, () => inner.readVersion(bucket, key, version, most)),
  }
}

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = []
  for await (const item of items) found.push(item)
  return found
}
