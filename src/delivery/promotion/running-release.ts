import type { RunIdentity } from '../../core/run/run-identity.ts'
import type { Environment } from '../environment/configuration.ts'
import { type EnvironmentRecord, findEnvironmentRecord } from '../environment/environment-record.ts'
import { findWitness } from '../environment/record-deployment.ts'
import type { Signing } from '../evidence/signing/signing.ts'
import { readRelease } from '../release/read-release.ts'
import type { ArtifactBucket } from '../release/release-keys.ts'

/** What runs in an environment, as its record says. */
export interface RunningRelease {
  readonly record: EnvironmentRecord
  /** Digest of the gate of the release; null when it has none. */
  readonly gate: string | null
  /** Fingerprint of the plan that brought it, by the same evidence; undefined when the run followed another one. */
  readonly plan: string | undefined
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
  const { record } = found
  const { manifest } = await readRelease(there, { release: record.release, application })
  const gate = manifest.gate?.sha256 ?? null
  const said = (await findWitness(there, record, { gate, signing }))?.statement.predicate
  return { record, gate, plan: said?.plan ?? undefined, run: said?.run }
}
