/** An object in a bucket. `sha256` is lower-case hex, and known if the object was uploaded with one in a single part. */
export interface StoredObject {
  readonly key: string
  readonly bytes: number
  readonly etag: string
  readonly sha256?: string
}

/** Bytes that need not be held in memory; they may be read more than once and in pieces. */
export interface ByteSource {
  readonly bytes: number
  /** From `start` (inclusive) to `end` (exclusive). */
  read(start: number, end: number): AsyncIterable<Uint8Array>
}

/** One version of an object, or the mark that a deletion left in its place (S3 User Guide, "Retaining multiple versions of objects"). */
export interface ObjectVersion {
  readonly key: string
  /** `null`, as text, for what was written while the bucket kept no versions. */
  readonly version: string
  /** When the store took it, by the store's own clock: seconds since 1970. It tells no more, and no writer chooses it. */
  readonly modifiedSeconds: number
  readonly bytes: number
  /** True for the mark of a deletion, which has no bytes. */
  readonly deleted: boolean
}

/**
 * Objects in buckets (S3), in our words. Errors of the service arrive as StageError:
 * `bucket-missing`, `access-denied`, `credentials-expired`, `credentials-missing`, `endpoint-unreachable`, `throttled`, `service-refused`.
 */
export interface Objects {
  find(bucket: string, key: string): Promise<StoredObject | undefined>
  /**
   * The whole object, which is refused when it is larger: by what the store says of it, and while it comes.
   * @param mostBytes default: `objectLimits.any`
   * @throws StageError `object-too-large`
   */
  read(
    bucket: string,
    key: string,
    mostBytes?: number,
  ): Promise<{ readonly body: Uint8Array; readonly etag: string } | undefined>
  /** The body as it arrives, for objects that should not be held in memory. */
  stream(bucket: string, key: string): Promise<AsyncIterable<Uint8Array> | undefined>
  /**
   * Write-once (`If-None-Match: *`). The service checks `sha256` (hex) against the bytes.
   * Above 16 MiB it goes in parts, which are aborted when it fails.
   */
  create(
    bucket: string,
    key: string,
    body: Uint8Array | ByteSource,
    options?: { readonly sha256?: string; readonly contentType?: string },
  ): Promise<'created' | 'exists'>
  /** Compare-and-swap: `etag` of the version that was read, or `undefined` when there was none. */
  replace(bucket: string, key: string, body: Uint8Array, etag: string | undefined): Promise<'replaced' | 'changed'>
  /** Everything below the prefix, in key order, all pages. */
  list(bucket: string, prefix: string): AsyncIterable<StoredObject>
  /**
   * Every version of everything below the prefix, deleted ones too, all pages; in no particular order. A bucket that keeps no versions
   * has one of each object.
   */
  versions(bucket: string, prefix: string): AsyncIterable<ObjectVersion>
  /**
   * The bytes of one version, also where a deletion hides it; undefined when that version is gone.
   * @param mostBytes as for `read`
   */
  readVersion(bucket: string, key: string, version: string, mostBytes?: number): Promise<Uint8Array | undefined>
}
