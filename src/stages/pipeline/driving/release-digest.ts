import { input, meaning, next } from '../../../core/run/next-step.ts'
import { StageError } from '../../../core/run/stage-error.ts'
import type { Drive } from './drive.ts'

/**
 * The digest of a release that is given by its digest, by the beginning of it, or by its version. The artifact bucket
 * of the environment completes it; a whole digest needs none.
 * @throws StageError `input-missing` without an environment, and those of `readRelease`
 */
export async function releaseDigest(release: string, { artifacts }: Pick<Drive, 'artifacts'>): Promise<string> {
  const { bucket, objects, application } = artifacts
  if (bucket === undefined) {
    const whole = /^(?:sha256:)?([0-9a-f]{64})$/.exec(release)?.[1]
    if (whole !== undefined) return whole
    throw new StageError('input-missing', `release ${release} is no whole digest, and no environment is given`, {
      hint: next`give all 64 digits, or the environment whose bucket has it: ${input('environment', meaning('environment'))}`,
    })
  }
  const { readRelease } = await import('../../../delivery/release/read-release.ts')
  return (await readRelease({ bucket, objects }, { release, application })).digest
}

/**
 * A digest or the beginning of one stays as it is. A version is looked up when the environment has a bucket, and is
 * compared as it is otherwise.
 * @throws StageError of `readRelease`
 */
export async function comparableRelease(release: string, drive: Pick<Drive, 'artifacts'>): Promise<string> {
  const digits = /^(?:sha256:)?([0-9a-f]{12,64})$/.exec(release)?.[1]
  return digits ?? (drive.artifacts.bucket === undefined ? release : releaseDigest(release, drive))
}
