import { command, input, meaning, next } from '../../core/run/next-step.ts'
import { StageError } from '../../core/run/stage-error.ts'
import { shortDigest } from '../../core/text/short-digest.ts'
import { type Configuration, type Environment, environmentOf } from '../environment/configuration.ts'
import { findEnvironmentRecord } from '../environment/environment-record.ts'
import { type Release, readRelease } from '../release/read-release.ts'
import type { ArtifactBucket } from '../release/release-keys.ts'

/** Which release is wanted, and where to look for it. */
export interface PromotionInputs {
  /** Digest or version. */
  readonly release?: string | undefined
  /** Environment whose running release is wanted instead. */
  readonly releaseOf?: string | undefined
  /** Environment whose bucket has the release. */
  readonly from?: string | undefined
  readonly application?: string | undefined
}

/** A release, and the bucket that it comes from. */
export interface Promoted {
  readonly release: Release
  readonly source: ArtifactBucket
  /** The environment whose bucket that is. */
  readonly environment: Environment
}

/**
 * Finds the release that is to be promoted, all with the credentials of the target. What runs in an environment is resolved here,
 * once: from then on only the digest counts.
 * @throws StageError `input-missing`, `input-invalid`, `release-missing`, `release-tampered`, `environment-unknown`, `record-unreadable`
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
    `release ${shortDigest(digest)} is of ${manifest.application}, and ${target.name} is an environment of ${target.application}`,
    { hint: next`check the digest, and the folder given with ${input('configuration')}` },
  )
}

function sourceOf(configuration: Configuration, target: Environment, inputs: PromotionInputs): Environment {
  const from = inputs.from ?? inputs.releaseOf ?? target.requires[0]?.environment
  if (from !== undefined) return environmentOf(configuration, from, inputs.application)
  throw new StageError(
    'input-missing',
    `where the release comes from is not known: ${target.name} requires no evidence`,
    {
      hint: next`give ${input('from', meaning('environment'))}, or write "requires: [quality-gate@staging]" for ${target.name} into liftlock.yml`,
    },
  )
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
    throw new StageError('input-missing', 'which release to promote is not given', {
      hint: next`give ${input('release', undefined, true)}, or ${input('release-of', meaning('environment'))} for what runs there`,
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

/** The source has it; a release that was promoted before may be left in the target only, with its evidence. */
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
