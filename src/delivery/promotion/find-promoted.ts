import { command, input, meaning, next } from '../../core/run/next-step.ts'
import { StageError } from '../../core/run/stage-error.ts'
import { shortDigest } from '../../core/text/short-digest.ts'
import { type Configuration, type Environment, environmentOf } from '../environment/configuration.ts'
import { findEnvironmentRecord } from '../environment/environment-record.ts'
import { type Release, readRelease } from '../release/read-release.ts'
import type { ArtifactBucket } from '../release/release-keys.ts'

/** Which release to promote, and where to find it. */
export interface PromotionInputs {
  /** Digest or version. */
  readonly release?: string | undefined
  /** The environment whose running release is promoted instead. */
  readonly releaseOf?: string | undefined
  /** The environment whose bucket has the release. */
  readonly from?: string | undefined
  readonly application?: string | undefined
}

/** A release, and the bucket that it comes from. */
export interface Promoted {
  readonly release: Release
  readonly source: ArtifactBucket
  /** The environment of that bucket. */
  readonly environment: Environment
}

/**
 * Finds the release to promote, with the credentials of the target. A running release is resolved to its digest here,
 * once; after that only the digest counts.
 * @throws StageError `input-missing`, `input-invalid`, `release-missing`, `release-tampered`, `environment-unknown`,
 * `record-unreadable`
 */
export async function findPromoted(
  configuration: Configuration,
  target: Environment,
  bucketOf: (environment: Environment) => ArtifactBucket,
  inputs: PromotionInputs,
): Promise<Promoted> {
  const from = sourceOf(configuration, target, inputs)
  const source = bucketOf(from)
  const wanted = await wantedRelease(configuration, bucketOf, inputs)
  const asked = { release: wanted, application: target.application }
  const { release, bucket } = await readFromEither(source, bucketOf(target), asked)
  const { manifest, digest } = release
  if (manifest.application === target.application) {
    return { release, source: bucket, environment: bucket === source ? from : target }
  }
  throw new StageError(
    'input-invalid',
    `release ${shortDigest(digest)} is of ${manifest.application}, but ${target.name} is an environment of ${target.application}`,
    { hint: next`check the digest, and the folder given with ${input('configuration')}` },
  )
}

function sourceOf(configuration: Configuration, target: Environment, inputs: PromotionInputs): Environment {
  const from = inputs.from ?? inputs.releaseOf ?? target.requires[0]?.environment
  if (from !== undefined) return environmentOf(configuration, from, inputs.application)
  throw new StageError('input-missing', `the source of the release is unknown: ${target.name} requires no evidence`, {
    hint: next`give ${input('from', meaning('environment'))}, or write "requires: [quality-gate@staging]" for ${target.name} into liftlock.yml`,
  })
}

async function wantedRelease(
  configuration: Configuration,
  bucketOf: (environment: Environment) => ArtifactBucket,
  { release, releaseOf, application }: PromotionInputs,
): Promise<string> {
  if (release !== undefined && releaseOf !== undefined)
    throw new StageError('input-invalid', 'release and release-of are both given', { hint: 'give one of them' })
  if (release !== undefined) return release
  if (releaseOf === undefined)
    throw new StageError('input-missing', 'no release to promote is given', {
      hint: next`give ${input('release', undefined, true)}, or ${input('release-of', meaning('environment'))} for the release that runs there`,
    })
  const environment = environmentOf(configuration, releaseOf, application)
  const { objects, bucket } = bucketOf(environment)
  const { application: app } = environment
  const found = await findEnvironmentRecord(objects, { bucket, application: app, environment: releaseOf })
  if (found !== undefined) return found.record.release
  throw new StageError('release-missing', `no release of ${app} runs in ${releaseOf}`, {
    hint: next`deploy one there: ${command('deploy', { release: meaning('release'), environment: releaseOf })}`,
  })
}

/** Reads the source first. A release of an earlier promotion may exist in the target only, with its evidence. */
async function readFromEither(
  source: ArtifactBucket,
  there: ArtifactBucket,
  wanted: { readonly release: string; readonly application: string },
): Promise<{ readonly release: Release; readonly bucket: ArtifactBucket }> {
  try {
    return { release: await readRelease(source, wanted), bucket: source }
  } catch (error) {
    if (!(error instanceof StageError) || error.reason !== 'release-missing') throw error
    const release = await readRelease(there, wanted).catch(() => {
      throw error
    })
    return { release, bucket: there }
  }
}
