import { defined } from '../../core/run/defined.ts'
import type { RunIdentity } from '../../core/run/run-identity.ts'
import { sha256 } from '../../core/sha256.ts'
import { canonicalJson } from '../canonical-json.ts'
import { type BelievedEvidence, findOwnEvidence } from '../evidence/believed-evidence.ts'
import { originOf } from '../evidence/origin.ts'
import { validSigners } from '../evidence/signing/signatures.ts'
import { isSignedAs, type Signing, unsigned } from '../evidence/signing/signing.ts'
import { signingText } from '../evidence/signing/signing-text.ts'
import { statementOf } from '../evidence/statement.ts'
import { writeEvidence } from '../evidence/write-evidence.ts'
import type { Release } from '../release/read-release.ts'
import type { ArtifactBucket } from '../release/release-keys.ts'
import { stackIdentity } from '../stack-identity.ts'
import type { Environment } from './configuration.ts'
import {
  type EnvironmentRecord,
  findEnvironmentRecord,
  refuseLaterRecord,
  writeEnvironmentRecord,
} from './environment-record.ts'

/** The evidence that a release satisfied, as the environment's record stores it. */
export type RecordedEvidence = NonNullable<EnvironmentRecord['evidence']>[number]

/** A successful deployment. */
export interface Deployment {
  readonly environment: Pick<Environment, 'name' | 'application' | 'parameters' | 'signers'>
  readonly release: Release
  readonly stackId: string
  /** Fingerprint of the plan that was executed; undefined when nothing changed. */
  readonly plan?: string | undefined
  /** Fencing number of the lease under which it was deployed. */
  readonly fencing?: number | undefined
  readonly evidence?: readonly RecordedEvidence[] | undefined
  /** How its own evidence is signed. Default: unsigned. */
  readonly signing?: Signing | undefined
}

/** The time of the record, and the run that writes it. */
export interface RecordingRun {
  readonly now: Date
  readonly run: RunIdentity
}

/**
 * Records in the environment's bucket which release runs now, and writes evidence of it. It writes nothing when both
 * already exist.
 * @returns whether that evidence is signed, and by whom
 * @param before the tag of the record that was read before the deployment started
 * @throws StageError `deployment-superseded` when another deployment was recorded in between
 */
export async function recordDeployment(
  bucket: ArtifactBucket,
  deployment: Deployment,
  before: string | undefined,
  recording: RecordingRun,
): Promise<string> {
  const { environment, stackId, fencing, evidence, signing = unsigned } = deployment
  const { name, application } = environment
  const known = await findEnvironmentRecord(bucket.objects, { bucket: bucket.bucket, application, environment: name })
  const { account, region } = stackIdentity(stackId)
  const record: EnvironmentRecord = {
    formatVersion: 1,
    application,
    environment: name,
    release: deployment.release.digest,
    account,
    region,
    stackId,
    parametersDigest: parametersDigestOf(environment),
    deployedAt: recording.now.toISOString(),
    ...defined({ version: deployment.release.version, fencing, evidence: evidence && [...evidence] }),
    signature: signing.text,
  }
  refuseLaterRecord(known?.record, record)
  if (known === undefined || !sameDeployment(known.record, record)) {
    await writeEnvironmentRecord(bucket.objects, bucket.bucket, record, before)
    await witness(bucket, record, deployment, recording)
    return signing.text
  }
  const there = await findWitness(bucket, known.record, { gate: deployment.release.manifest.gate?.sha256, signing })
  if (there !== undefined) return signingText(there.opened, validSigners(there.opened, environment.signers))
  // The record of the same deployment stays, except for its signature text.
  const renewed = { ...known.record, signature: signing.text }
  if (known.record.signature !== signing.text)
    await writeEnvironmentRecord(bucket.objects, bucket.bucket, renewed, known.etag)
  await witness(bucket, renewed, deployment, recording)
  return signing.text
}

/** Writes evidence of what a record says. */
async function witness(
  bucket: ArtifactBucket,
  { deployedAt, parametersDigest, environment, application, stackId }: EnvironmentRecord,
  { release, plan, signing }: Deployment,
  { now, run }: RecordingRun,
): Promise<void> {
  const gate = release.manifest.gate?.sha256
  const origin = originOf({ stage: 'deploy', environment, application, stackId, gate, run, now })
  const predicate = { ...origin, stage: 'deploy' as const, parametersDigest, plan: plan ?? null, deployedAt }
  const address = { bucket: bucket.bucket, release: release.digest, stage: 'deploy' as const, environment }
  await writeEvidence(bucket.objects, address, statementOf(release.digest, predicate), {
    now,
    signer: signing?.signer,
  })
}

/**
 * The evidence of the deployment that a record names; absent when a run ended right after it wrote the record.
 * @param of digest of the gate of the release, and how the evidence has to be signed
 */
export async function findWitness(
  bucket: ArtifactBucket,
  { application, environment, account, region, stackId, deployedAt, release }: EnvironmentRecord,
  { gate = null, signing }: { readonly gate?: string | null | undefined; readonly signing: Signing },
): Promise<BelievedEvidence<'deploy'> | undefined> {
  const expected = { application, environment, account, region, stackId, gate, release }
  const said = await findOwnEvidence(bucket.objects, bucket.bucket, { stage: 'deploy', ...expected })
  return said.find(
    ({ statement, opened }) => statement.predicate.deployedAt === deployedAt && isSignedAs(opened, signing),
  )
}

/** Digest of the parameters of an environment, as its record has it. */
export function parametersDigestOf({ parameters }: Pick<Environment, 'parameters'>): string {
  return sha256(canonicalJson(parameters))
}

function sameDeployment(one: EnvironmentRecord, other: EnvironmentRecord): boolean {
  return (
    one.release === other.release && one.stackId === other.stackId && one.parametersDigest === other.parametersDigest
  )
}
