import { join } from 'node:path'
import { sha256 } from '../../core/sha256.ts'
import type { Artifact, ArtifactKind } from '../release/manifest.ts'
import type { Blobs } from '../release/write-release.ts'
import type { LocalPath } from './local-path.ts'
import { type PackedArtifact, type Packing, packArtifact, packFiles, refuseBeyondLambda } from './pack-artifact.ts'
import { isRequirementsFolder } from './requirements.ts'
import type { WheelStore } from './wheels/wheel-store.ts'
import type { WheelTarget } from './wheels/wheel-target.ts'

/** A request to package a path: what it is for, and for a layer, which Python it is for. */
export interface PackRequest {
  readonly local: LocalPath
  readonly kind: ArtifactKind
  /** Whether a single file also has to become an archive. */
  readonly archiveOnly: boolean
  /** Set for a layer, whose folder may contain locked requirements instead of packages. */
  readonly wheels: (() => WheelTarget) | undefined
}

/** Collects the artifacts of one release. Equal requests are packaged once. */
export interface Packer {
  /** @returns the digest */
  addPath(request: PackRequest): Promise<string>
  addBytes(path: string, kind: ArtifactKind, bytes: Uint8Array): string
  /** Sorted by path and kind, without duplicates. */
  readonly artifacts: () => readonly Artifact[]
  readonly blobs: Blobs
}

export function createPacker(packing: Packing, wheelStore: WheelStore): Packer {
  const artifacts = new Map<string, Artifact>()
  const blobs = new Map<string, PackedArtifact['body']>()
  const underWay = new Map<string, Promise<string>>()

  function add(path: string, kind: ArtifactKind, packed: PackedArtifact): string {
    const { sha256: digest, bytes, body } = packed
    artifacts.set(`${path}\0${kind}\0${digest}`, { path, kind, sha256: digest, bytes })
    if (!blobs.has(digest)) blobs.set(digest, body)
    return digest
  }

  async function pack({ local, kind, archiveOnly, wheels }: PackRequest): Promise<string> {
    if (wheels !== undefined && (await isRequirementsFolder(packing.files, local))) {
      const members = await wheelStore.unpack(join(local.absolute, 'requirements.txt'), wheels())
      refuseBeyondLambda(
        local,
        kind,
        members.reduce((sum, { source }) => sum + source.bytes, 0),
      )
      return add(local.shown, kind, await packFiles(packing, local.shown, members))
    }
    return add(local.shown, kind, await packArtifact(packing, local, kind, archiveOnly))
  }

  return {
    addPath(request) {
      const { local, kind, archiveOnly, wheels } = request
      const target = wheels === undefined ? '' : 'layer'
      const key = [local.absolute, kind, archiveOnly, target].join('\0')
      const packing = underWay.get(key) ?? pack(request)
      underWay.set(key, packing)
      return packing
    },
    addBytes: (path, kind, bytes) => add(path, kind, { sha256: sha256(bytes), bytes: bytes.length, body: bytes }),
    artifacts: () => [...artifacts.values()],
    blobs,
  }
}
