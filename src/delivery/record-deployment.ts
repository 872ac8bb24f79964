import { sha256 } from '../core/sha256.ts'
import { canonicalJson } from './canonical-json.ts'
import type { Environment } from './configuration.ts'
import { type EnvironmentRecord, findEnvironmentRecord, writeEnvironmentRecord } from './environment-record.ts'
import { deploymentType, statementOf, writeEvidence } from './evidence.ts'
import type { ArtifactBucket } from './release/release-keys.ts'

/** A deployment that ended well. */
export interface Deployment {
  readonly environment: Pick<Environment, 'name' | 'application' | 'parameters'>
  /** Digest of the release's manifest, hex. */
  readonly release: string
  readonly stackId: string
  /** Fingerprint of the plan that was executed; undefined when nothing changed. */
  readonly plan?: string | undefined
}

/**
 * Says in the environment's bucket what runs there now, and keeps evidence of it. Nothing is written when that is known already.
 * @param before the tag of the record that was read before the deployment began
 * @throws StageError `deployment-superseded` when another deployment recorded itself in between
 */
export async function recordDeployment(
  bucket: ArtifactBucket,
  deployment: Deployment,
  before: string | undefined,
  now: Date,
): Promise<void> {
  const { environment, release, stackId, plan } = deployment
  const { name, application, parameters } = environment
  const address = { bucket: bucket.bucket, application, environment: name }
  const parametersDigest = sha256(canonicalJson(parameters))
  const known = await findEnvironmentRecord(bucket.objects, address)
  if (known && sameDeployment(known.record, release, stackId, parametersDigest)) return
  const record: EnvironmentRecord = {
    formatVersion: 1,
    application,
    environment: name,
    release,
    stackId,
    parametersDigest,
    deployedAt: now.toISOString(),
  }
  await writeEnvironmentRecord(bucket.objects, bucket.bucket, record, before)
  const statement = statementOf(application, release, deploymentType, {
    environment: name,
    stackId,
    parametersDigest,
    plan: plan ?? null,
  })
  await writeEvidence(
    bucket.objects,
    { bucket: bucket.bucket, release, stage: 'deploy', environment: name },
    statement,
    now,
  )
}

function sameDeployment(
  record: EnvironmentRecord,
  release: string,
  stackId: string,
  parametersDigest: string,
): boolean {
  return record.release === release && record.stackId === stackId && record.parametersDigest === parametersDigest
}
