import { createHash } from 'node:crypto'
import { objectLimits, refuseLarge } from '../../src/core/object-limits.ts'
import type { Objects } from '../../src/core/ports/objects.ts'
import { VersionedContents } from './versioned-contents.ts'

/** Buckets in memory, and what lies in them now by `<bucket>/<key>`. */
export interface InMemoryObjects extends Objects {
  /** Changing it is a write, or a deletion, by other hands. */
  readonly contents: VersionedContents
}

/**
 * Buckets in memory. Bodies must be bytes.
 * @param options `now`: the clock of the store, in milliseconds; `versioning`: whether former versions are kept, true by default
 */
export function inMemoryObjects(
  options: { readonly now?: () => number; readonly versioning?: boolean } = {},
): InMemoryObjects {
  const contents = new VersionedContents(options.now ?? Date.now, options.versioning ?? true)
  const at = (bucket: string, key: string) => contents.get(`${bucket}/${key}`)
  const tag = (body: Uint8Array) => createHash('md5').update(body).digest('hex')
  const stored = (key: string, body: Uint8Array) => ({ key, bytes: body.length, etag: tag(body) })
  return {
    contents,
    async find(bucket, key) {
      const body = at(bucket, key)
      if (body === undefined) return undefined
      const version = contents.history.findLast((each) => each.name === `${bucket}/${key}`)!.version
      const sha256 = createHash('sha256').update(body).digest('hex')
      return { ...stored(key, body), sha256, ...(version !== 'null' && { version }) }
    },
    async read(bucket, key, most = objectLimits.any) {
      const body = at(bucket, key)
      refuseLarge(`s3://${bucket}/${key}`, body?.length ?? 0, most)
      return body && { body, etag: tag(body) }
    },
    async stream(bucket, key) {
      const body = at(bucket, key)
      return (
        body &&
        (async function* () {
          yield body
        })()
      )
    },
    async create(bucket, key, body) {
      if (at(bucket, key) !== undefined) return 'exists'
      contents.set(`${bucket}/${key}`, body as Uint8Array)
      return 'created'
    },
    async replace(bucket, key, body, etag) {
      const now = at(bucket, key)
      if ((now && tag(now)) !== etag) return 'changed'
      contents.set(`${bucket}/${key}`, body)
      return 'replaced'
    },
    async *list(bucket, prefix) {
      const keys = [...contents.keys()].filter((each) => each.startsWith(`${bucket}/${prefix}`)).sort()
      for (const each of keys) yield stored(each.slice(bucket.length + 1), contents.get(each)!)
    },
    async *versions(bucket, prefix) {
      for (const { name, version, seconds, body } of contents.history.filter(({ name }) =>
        name.startsWith(`${bucket}/${prefix}`),
      ))
        yield {
          key: name.slice(bucket.length + 1),
          version,
          modifiedSeconds: seconds,
          bytes: body?.length ?? 0,
          deleted: body === undefined,
        }
    },
    async readVersion(bucket, key, version, most = objectLimits.any) {
      const found = contents.history.find((each) => each.name === `${bucket}/${key}` && each.version === version)
      refuseLarge(`s3://${bucket}/${key}`, found?.body?.length ?? 0, most)
      return found?.body
    },
  }
}
