/** An object as it lies in a bucket. `sha256` is lower-case hex, known when it was uploaded with one in a single part. */
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

/**
 * Objects in buckets (S3), in our words. Errors of the service arrive as StageError:
 * `bucket-missing`, `access-denied`, `credentials-expired`, `credentials-missing`, `endpoint-unreachable`, `throttled`, `service-refused`.
 */
export interface Objects {
  find(bucket: string, key: string): Promise<StoredObject | undefined>
  read(bucket: string, key: string): Promise<{ readonly body: Uint8Array; readonly etag: string } | undefined>
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
}
