/**
 * An object in a bucket. `sha256` is lower-case hex. It is known only if the object was uploaded in one part, with this
 * checksum.
 */
export interface StoredObject {
  readonly key: string
  readonly bytes: number
  readonly etag: string
  readonly sha256?: string
  /** Id of the newest version, from `find` in a bucket that keeps versions. */
  readonly version?: string
}

/** Bytes that need not be in memory; they may be read several times, and in pieces. */
export interface ByteSource {
  readonly bytes: number
  /** From `start` (inclusive) to `end` (exclusive). */
  read(start: number, end: number): AsyncIterable<Uint8Array>
}

/** One version of an object, or a delete marker (S3 User Guide, "Retaining multiple versions of objects"). */
export interface ObjectVersion {
  readonly key: string
  /** The text `null` for an object that was written while the bucket had no versioning. */
  readonly version: string
  /** When the store received it, by its own clock, in whole seconds since 1970. A writer cannot choose it. */
  readonly modifiedSeconds: number
  readonly bytes: number
  /** True for a delete marker, which has no bytes. */
  readonly deleted: boolean
}

/**
 * Objects in buckets (S3). Errors of the service are StageErrors: `bucket-missing`, `access-denied`,
 * `credentials-expired`, `credentials-missing`, `endpoint-unreachable`, `throttled`, `service-refused`.
 */
export interface Objects {
  find(bucket: string, key: string): Promise<StoredObject | undefined>
  /**
   * Reads the whole object. A larger one is refused, by its stated size or while it arrives.
   * @param mostBytes default: `objectLimits.any`
   * @throws StageError `object-too-large`
   */
  read(
    bucket: string,
    key: string,
    mostBytes?: number,
  ): Promise<{ readonly body: Uint8Array; readonly etag: string } | undefined>
  /** The body as it arrives, for objects that are too large for memory. */
  stream(bucket: string, key: string): Promise<AsyncIterable<Uint8Array> | undefined>
  /**
   * Writes once (`If-None-Match: *`). The service checks `sha256` (hex) against the bytes. Above 16 MiB, it uploads in
   * parts, and aborts them after a failure.
   */
  create(
    bucket: string,
    key: string,
    body: Uint8Array | ByteSource,
    options?: { readonly sha256?: string; readonly contentType?: string },
  ): Promise<'created' | 'exists'>
  /** Replaces the object only if it still has this `etag`; undefined if it must not exist yet. */
  replace(bucket: string, key: string, body: Uint8Array, etag: string | undefined): Promise<'replaced' | 'changed'>
  /** All objects below the prefix, in key order, from all pages. */
  list(bucket: string, prefix: string): AsyncIterable<StoredObject>
  /**
   * All versions of all objects below the prefix, deleted ones too, from all pages, in no particular order. A bucket
   * without versioning has one version of each object.
   */
  versions(bucket: string, prefix: string): AsyncIterable<ObjectVersion>
  /**
   * The bytes of one version, even if a delete marker hides it; undefined when that version is gone.
   * @param mostBytes as for `read`
   */
  readVersion(bucket: string, key: string, version: string, mostBytes?: number): Promise<Uint8Array | undefined>
}
