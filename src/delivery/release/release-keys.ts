import type { Objects } from '../../core/ports/objects.ts'

/** A bucket with the identity that reaches it. */
export interface ArtifactBucket {
  readonly objects: Objects
  readonly bucket: string
}

/** Where the bytes of an artifact lie. Packaged templates refer to their code by this key. */
export function blobKey(sha256: string): string {
  return `blobs/sha256/${sha256}`
}

/** Where a manifest lies, named by its own digest. */
export function manifestKey(digest: string): string {
  return `releases/sha256/${digest}.json`
}

/** Where the pointer from a version to a release lies. */
export function versionKey(application: string, version: string): string {
  return `versions/${application}/${version}.json`
}
