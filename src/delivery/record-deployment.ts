import { sha256 } from '../core/sha256.ts'
import { canonicalJson } from './canonical-json.ts'
import type { Environment } from './configuration.ts'
import {
  type EnvironmentRecord,
  findEnvironmentRecord,
  refuseLaterRecord,
  writeEnvironmentRecord,
} from './environment-record.ts'
import { deploymentType, findEvidence, statementOf, writeEvidence } from './evidence.ts'
import type { ArtifactBucket } from './release/release-keys.ts'

/** A deployment that ended well. */
export interface Deployment {
  readonly environment: Pick<Environment, 'name' | 'application' | 'parameters'>
  /** Digest of the release's manifest, hex. */
  readonly release: string
  readonly stackId: string
  /** Fingerprint of the plan that was executed; undefined when nothing changed. */
  readonly plan?: string | undefined
  /** Fencing number of the lease under which it was deployed. */
  readonly fencing?: number | undefined
}

/**
 * Says in the environment's bucket what runs there now, and keeps evidence of it. Nothing is written when both are there already.
 * @param before the tag of the record that was read before the deployment began
 * @throws StageError `deployment-superseded` when another deployment recorded itself in between
 */
export async function recordDeployment(
  bucket: ArtifactBucket,
  deployment: Deployment,
  before: string | undefined,
  now: Date,
): Promise<void> {
  const { environment, release, stackId, plan, fencing } = deployment
  const { name, application, parameters } = environment
  const address = { bucket: bucket.bucket, application, environment: name }
  const parametersDigest = sha256(canonicalJson(parameters))
  const known = await findEnvironmentRecord(bucket.objects, address)
  const record: EnvironmentRecord = {
    formatVersion: 1,
    application,
    environment: name,
    release,
    stackId,
    parametersDigest,
    deployedAt: now.toISOString(),
    ...(fencing === undefined ? {} : { fencing }),
  }
  refuseLaterRecord(known?.record, record)
  if (known && sameDeployment(known.record, release, stackId, parametersDigest)) {
    if (await isWitnessed(bucket, known.record)) return
  } else await writeEnvironmentRecord(bucket.objects, bucket.bucket, record, before)
  const statement = statementOf(application, release, deploymentType, {
    environment: name,
    stackId,
    parametersDigest,
    plan: plan ?? null,
  })
  await writeEvidence(bucket.objects, evidenceAddress(bucket, record), statement, now)
}

/** Whether there is evidence of the deployment; a run that ended right after the record left none. */
async function isWitnessed(bucket: ArtifactBucket, record: EnvironmentRecord): Promise<boolean> {
  const latest = await findEvidence(bucket.objects, evidenceAddress(bucket, record))
  return latest !== undefined && latest.key.slice(latest.key.lastIndexOf('/') + 1) >= `${record.deployedAt}.json`
}

function evidenceAddress({ bucket }: ArtifactBucket, { release, environment }: EnvironmentRecord) {
  return { bucket, release, stage: 'deploy', environment }
}

function sameDeployment(
  record: EnvironmentRecord,
  release: string,
  stackId: string,
  parametersDigest: string,
): boolean {
  return record.release === release && record.stackId === stackId && record.parametersDigest === parametersDigest
}
