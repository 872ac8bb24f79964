import type { AwsAccount } from '../../core/ports/aws.ts'
import type { Context } from '../../core/run/context.ts'
import { defined } from '../../core/run/defined.ts'
import { command, joined } from '../../core/run/next-step.ts'
import { StageError } from '../../core/run/stage-error.ts'
import { shortDigest } from '../../core/text/short-digest.ts'
import type { Environment } from '../environment/configuration.ts'
import { findEnvironmentRecord, type RecordAddress } from '../environment/environment-record.ts'
import { type RecordedEvidence, recordDeployment } from '../environment/record-deployment.ts'
import { refuseForgedFencing } from '../environment/record-identity.ts'
import { requireRecordRight } from '../environment/require-record-right.ts'
import type { Signing } from '../evidence/signing/signing.ts'
import type { Lease } from '../lease/keep-lease.ts'
import { withLease } from '../lease/with-lease.ts'
import { type Release, readTemplate } from '../release/read-release.ts'
import { type ArtifactBucket, blobKey } from '../release/release-keys.ts'
import { verifyContents } from '../release/verify-contents.ts'
import { inlineTemplateBytes } from '../template/template-limits.ts'
import type {
  DeploymentPermissions,
  DeploymentRequest,
  DeployResult,
  DesiredStack,
  PlanDisplay,
} from './deploy-options.ts'
import { deployTemplate } from './deploy-template.ts'
import { templateUrl } from './wanted-template.ts'

/** A release for one environment. What is not given here comes from the environment. */
export interface ReleaseDeployment {
  readonly environment: Environment
  readonly account: AwsAccount
  /** The environment's own bucket. */
  readonly bucket: ArtifactBucket
  readonly release: Release
  readonly desired?: Partial<Omit<DesiredStack, 'account' | 'stack' | 'template' | 'parameters' | 'release' | 'bucket'>>
  readonly permitted?: Partial<
    Omit<DeploymentPermissions, 'artifacts' | 'runs' | 'guard' | 'requireRights' | 'verified'>
  >
  readonly shown?: Omit<PlanDisplay, 'evidenceLines'>
  /** Where to read the template of the release. Default: the environment's own bucket. */
  readonly templateFrom?: { readonly bucket: ArtifactBucket; readonly region: string } | undefined
  /** The evidence that the release satisfied; it goes into the environment's record. */
  readonly evidence?: readonly RecordedEvidence[]
  /** How the evidence of the deployment is signed. Default: unsigned. */
  readonly signing?: Signing | undefined
  /** Called under the lease, right before each call that changes the stack. If it throws, the run stops. */
  readonly beforeChange?: () => Promise<unknown>
  /** `verified` when the caller has just verified every content in the environment's own bucket. */
  readonly contents?: 'verified'
  /** The purpose that the lease shows. Default: `deploy` and the release. */
  readonly purpose?: string
}

type DeploymentContext = Pick<Context, 'clock' | 'files' | 'report' | 'run' | 'signal'>

const defaultTimeoutSeconds = 3600

/**
 * Deploys a release to an environment under the environment's lease, and records it in the environment's bucket. A run
 * that only makes a plan needs no lease and writes nothing. Parameters that the environment does not set take the
 * template's defaults, so that equal releases give equal stacks.
 * @throws StageError like `deployTemplate` and `withLease`, `release-tampered`, `deployment-superseded`
 */
export async function deployRelease(deployment: ReleaseDeployment, context: DeploymentContext): Promise<DeployResult> {
  const { environment, bucket, release } = deployment
  const { plan, timeoutSeconds = defaultTimeoutSeconds } = deployment.permitted ?? {}
  if (plan?.kind === 'only') {
    const verified = verification(deployment)
    const runs = (await findRecord(deployment))?.record.release
    return deployTemplate(await requestOf(deployment, { runs, timeoutSeconds, verified }), context)
  }
  const place = { ...bucket, application: environment.application, environment: environment.name }
  const purpose = deployment.purpose ?? `deploy ${shortDigest(release.digest)}`
  const start = context.clock.elapsed()
  return withLease({ ...place, purpose, waitSeconds: timeoutSeconds }, context, (lease, signal) => {
    const left = timeoutSeconds - (context.clock.elapsed() - start) / 1000
    return deployUnderLease(deployment, Math.max(1, left), lease, { ...context, signal })
  })
}

async function deployUnderLease(
  deployment: ReleaseDeployment,
  timeoutSeconds: number,
  lease: Lease,
  context: DeploymentContext,
): Promise<DeployResult> {
  const { environment, bucket, release } = deployment
  const verified = verification(deployment)
  const before = await findRecord(deployment)
  await refuseForged(before?.record.fencing, lease, deployment)
  const request = await requestOf(deployment, {
    timeoutSeconds,
    runs: before?.record.release,
    verified,
    guard: async () => {
      await Promise.all([verified(), deployment.beforeChange?.()])
      await lease.confirm()
    },
    requireRights: () => requireRecordRight(bucket.objects, recordAddress(deployment)),
  })
  const result = await deployTemplate(request, context)
  if (result.stackId !== undefined) {
    const { stackId, fingerprint: plan } = result
    const { fencing } = lease
    const { evidence, signing } = deployment
    const done = { environment, release, stackId, plan, fencing, evidence, signing }
    const recording = { now: context.clock.now(), run: context.run }
    const signature = await recordDeployment(bucket, done, before?.etag, recording).catch((error) => {
      throw unrecorded(error, environment.name, release)
    })
    return { ...result, signature }
  }
  return result
}

/** A higher number than ours belongs to a later holder that took over the lease, or it is forged. */
async function refuseForged(recorded: number | undefined, lease: Lease, { bucket, environment }: ReleaseDeployment) {
  if ((recorded ?? 0) > lease.fencing) await lease.confirm()
  const { application, name } = environment
  refuseForgedFencing(recorded, lease.fencing, { bucket: bucket.bucket, application, environment: name })
}

/**
 * Verifies the contents of the release once, before their first use; a deployment without changes uses none. When the
 * template is read elsewhere, this is a preview, and the caller has verified the contents there.
 */
function verification({ bucket, release, templateFrom, contents }: ReleaseDeployment): () => Promise<void> {
  let verified: Promise<void> | undefined
  return () => {
    verified ??= templateFrom || contents === 'verified' ? Promise.resolve() : verifyContents(bucket, release)
    return verified
  }
}

/** The deployment has succeeded by then, and the failure must say so. */
function unrecorded(error: unknown, environment: string, { digest }: Release): unknown {
  if (!(error instanceof StageError) || error.reason === 'deployment-superseded') return error
  const message = `${environment} now runs release ${shortDigest(digest)}, but recording this failed: ${error.message}`
  const hint = joined([error.hint, 'then run again: it deploys nothing twice and writes the record'], '; ')!
  return new StageError(error.reason, message, { hint, cause: error })
}

function findRecord(deployment: ReleaseDeployment) {
  return findEnvironmentRecord(deployment.bucket.objects, recordAddress(deployment))
}

function recordAddress({ bucket, environment: { application, name } }: ReleaseDeployment): RecordAddress {
  return { bucket: bucket.bucket, application, environment: name }
}

/** @param ofRun permissions of this run, in addition to those given */
async function requestOf(
  deployment: ReleaseDeployment,
  ofRun: Partial<DeploymentPermissions>,
): Promise<DeploymentRequest> {
  const { environment, release, permitted, shown, evidence = [] } = deployment
  const { name, artifactBuckets, writers } = environment
  const protect = [...environment.protect, ...(permitted?.policy?.protect ?? [])]
  return {
    desired: await desiredOf(deployment),
    permitted: {
      ...permitted,
      policy: { ...permitted?.policy, protect },
      artifacts: { buckets: artifactBuckets, writers },
      ...ofRun,
    },
    shown: {
      label: name,
      planCommand: (fingerprint) =>
        command('deploy', { release: release.digest, environment: name, plan: fingerprint }),
      ...shown,
      evidenceLines: evidence.map(({ evidence: name, signature }) => `${name}, ${signature}`),
    },
  }
}

async function desiredOf(deployment: ReleaseDeployment): Promise<DesiredStack> {
  const { environment, account, bucket, release, templateFrom, desired } = deployment
  const source = templateFrom ?? { bucket, region: account.region }
  const text = await readTemplate(source.bucket, release)
  const { path, sha256, bytes } = release.manifest.template
  const url = bytes > inlineTemplateBytes ? { url: templateUrl(source, source.bucket.bucket, blobKey(sha256)) } : {}
  return {
    capabilities: environment.capabilities ?? ['CAPABILITY_IAM', 'CAPABILITY_NAMED_IAM'],
    missingParameters: 'default',
    ...defined({
      roleArn: environment.roleArn,
      tags: Object.keys(environment.tags).length > 0 ? environment.tags : undefined,
    }),
    ...desired,
    account,
    stack: environment.stack,
    template: { text, name: path, ...url },
    parameters: environment.parameters,
    release: release.digest,
    bucket: bucket.bucket,
  }
}
