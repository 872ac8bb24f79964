import type { RunIdentity } from '../../core/run/run-identity.ts'
import type { Environment } from '../environment/configuration.ts'
import { findEnvironmentRecord } from '../environment/environment-record.ts'
import { findWitness } from '../environment/record-deployment.ts'
import type { Signing } from '../evidence/signing/signing.ts'
import { readRelease } from '../release/read-release.ts'
import type { ArtifactBucket } from '../release/release-keys.ts'

/** What runs in an environment, as its record says. */
export interface RunningRelease {
  /** Digest. */
  readonly release: string
  /** ISO 8601, UTC. */
  readonly deployedAt: string
  /** The run that brought it, by its evidence; undefined without evidence that can be believed. */
  readonly run: Pick<RunIdentity, 'host' | 'id'> | undefined
}

/**
 * Reads which release an environment runs, and which run brought it there. Evidence counts when it is signed as this
 * run signs.
 * @returns undefined before the first deployment
 * @throws StageError `record-unreadable`, or the errors of `readRelease`
 */
export async function findRunning(
  there: ArtifactBucket,
  { name, application }: Pick<Environment, 'name' | 'application'>,
  signing: Signing,
): Promise<RunningRelease | undefined> {
  const found = await findEnvironmentRecord(there.objects, { bucket: there.bucket, application, environment: name })
  if (found === undefined) return undefined
  const { release, deployedAt } = found.record
  const { manifest } = await readRelease(there, { release, application })
  const witness = await findWitness(there, found.record, { gate: manifest.gate?.sha256, signing })
  return { release, deployedAt, run: witness?.statement.predicate.run }
}
