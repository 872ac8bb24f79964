import { createHash } from 'node:crypto'
import type { Objects } from '../../src/core/ports/objects.ts'

/** Buckets in memory; a key is `<bucket>/<key>`. Bodies must be bytes. */
export function inMemoryObjects(
  contents = new Map<string, Uint8Array>(),
): Objects & { readonly contents: Map<string, Uint8Array> } {
  const at = (bucket: string, key: string) => contents.get(`${bucket}/${key}`)
  const tag = (body: Uint8Array) => createHash('md5').update(body).digest('hex')
  const stored = (key: string, body: Uint8Array) => ({ key, bytes: body.length, etag: tag(body) })
  return {
    contents,
    async find(bucket, key) {
      const body = at(bucket, key)
      return body && stored(key, body)
    },
    async read(bucket, key) {
      const body = at(bucket, key)
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
  }
}
