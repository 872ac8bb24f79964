import type { Objects } from '../../core/ports/objects.ts'

/** A bucket, and the client with the rights to use it. */
export interface ArtifactBucket {
  readonly objects: Objects
  readonly bucket: string
}

/** Key of an artifact's content. Packaged templates refer to their code by this key. */
export function blobKey(sha256: string): string {
  return `blobs/sha256/${sha256}`
}

/** Key of a manifest, named by its own digest. */
export function manifestKey(digest: string): string {
  return `releases/sha256/${digest}.json`
}

/** Key of the pointer from a version to a release. */
export function versionKey(application: string, version: string): string {
  return `versions/${application}/${version}.json`
}
