import type { Files } from '../../core/ports/files.ts'
import { input, meaning, next } from '../../core/run/next-step.ts'
import { StageError } from '../../core/run/stage-error.ts'
import { sha256 } from '../../core/sha256.ts'
import { parseManifest } from '../../delivery/release/manifest.ts'
import { type GivenFile, givenFiles } from './given-files.ts'

/** The release that the evidence must be about. */
export interface ReleaseMeant {
  /** Digest of its manifest, hex. */
  readonly digest: string
  /** The content of the manifest; undefined when only the digest is known. */
  readonly manifest?: { readonly application: string; readonly gate: string | null }
}

/**
 * Finds the release that the evidence must be about. The input is a digest, or the path of a manifest, a folder or an
 * exported release. Without it, the one manifest beside the evidence counts.
 * @throws StageError `input-missing`, `input-invalid`, `release-tampered`, `release-missing`
 */
export async function releaseMeant(
  files: Files,
  release: string | undefined,
  given: readonly GivenFile[],
): Promise<ReleaseMeant> {
  const digest = /^(?:sha256:)?([0-9a-f]{64})$/.exec(release ?? '')?.[1]
  const manifests = given.filter(({ kind }) => kind.is === 'manifest')
  if (digest !== undefined) {
    const own = manifests.find(({ kind }) => kind.is === 'manifest' && kind.digest === digest)
    return own === undefined ? { digest } : readMeant(own)
  }
  if (release !== undefined) return meantByPath(files, release)
  if (manifests.length === 1) return readMeant(manifests[0]!)
  const seen = manifests.length === 0 ? 'no manifest was given' : `${manifests.length} manifests were given`
  throw new StageError('input-missing', `the release that the evidence should be about is not known: ${seen}`, {
    hint: next`give ${input('release', meaning('release'))}: all 64 digits, or the path of the manifest`,
  })
}

async function meantByPath(files: Files, path: string): Promise<ReleaseMeant> {
  if (/^[0-9a-f]{12,63}$/.test(path))
    throw new StageError('input-invalid', `release ${path} has ${path.length} digits`, { hint: 'give all 64 digits' })
  const inside = await givenFiles(files, path)
  const manifests = (await files.kind(path)) === 'file' && !path.endsWith('.zip') ? inside : inside.filter(isManifest)
  if (manifests.length === 1) return readMeant(manifests[0]!)
  throw new StageError('release-missing', `${path} has ${manifests.length} manifests of releases`, {
    hint: 'give the path of one manifest, or the digest',
  })
}

function isManifest({ kind }: GivenFile): boolean {
  return kind.is === 'manifest'
}

async function readMeant({ name, kind, read }: GivenFile): Promise<ReleaseMeant> {
  const body = await read()
  const digest = sha256(body)
  if (kind.is === 'manifest' && kind.digest !== digest)
    throw new StageError('release-tampered', `${name} has digest ${digest}`, { hint: 'a release is never edited' })
  const { application, gate } = parseManifest(body, {
    name: `${name} is not the manifest of a release: it`,
    reason: 'release-missing',
    hint: 'give releases/sha256/<digest>.json of the bucket, or an exported release',
  })
  return { digest, manifest: { application, gate: gate?.sha256 ?? null } }
}
