import type { AwsAccount } from '../../core/ports/aws.ts'
import type { Context } from '../../core/run/context.ts'
import { command, joined } from '../../core/run/next-step.ts'
import { StageError } from '../../core/run/stage-error.ts'
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
import type { DeployOptions, DeployResult } from './deploy-options.ts'
import { deployTemplate } from './deploy-template.ts'
import { templateUrl } from './wanted-template.ts'

type FromElsewhere =
  | 'account'
  | 'stack'
  | 'template'
  | 'parameters'
  | 'release'
  | 'bucket'
  | 'artifacts'
  | 'runs'
  | 'guard'
  | 'requireRights'
  | 'verified'

/** A release for one environment; what is not given here comes from the environment. */
export interface ReleaseDeployment
  extends Partial<Omit<DeployOptions, FromElsewhere | 'reportFolder' | 'timeoutSeconds'>> {
  readonly environment: Environment
  readonly account: AwsAccount
  /** The environment's own bucket. */
  readonly bucket: ArtifactBucket
  readonly release: Release
  /** Where the template of the release is read. Default: the environment's own bucket. */
  readonly templateFrom?: { readonly bucket: ArtifactBucket; readonly region: string } | undefined
  /** What let the release in; goes into the environment's record. */
  readonly evidence?: readonly RecordedEvidence[]
  /** How the evidence of the deployment is signed. Default: not at all. */
  readonly signing?: Signing | undefined
  /** Asked under the lease, right before each call that changes the stack; what it throws stops the run. */
  readonly beforeChange?: () => Promise<unknown>
  /** `verified` when the caller has just verified every content in the environment's own bucket. */
  readonly contents?: 'verified'
  /** What the lease says that is done. Default: `deploy` and the release. */
  readonly purpose?: string
  readonly reportFolder?: string | undefined
  readonly timeoutSeconds?: number | undefined
}

type DeploymentContext = Pick<Context, 'clock' | 'files' | 'report' | 'run' | 'signal'>

/** Above this a template goes by its address in the bucket (CloudFormation user guide, "Quotas"). */
const inlineBytes = 51_200
const defaultTimeoutSeconds = 3600

/**
 * Brings an environment to a release under the environment's lease, and records in its bucket what runs there then. A plan alone
 * needs no lease and writes nothing. Parameters that the environment does not name take the template's defaults, so that
 * equal releases give equal stacks.
 * @throws StageError like `deployTemplate` and `withLease`, `release-tampered`, `deployment-superseded`
 */
export async function deployRelease(deployment: ReleaseDeployment, context: DeploymentContext): Promise<DeployResult> {
  const { environment, bucket, release, timeoutSeconds = defaultTimeoutSeconds } = deployment
  if (deployment.plan?.kind === 'only') {
    const verified = verification(deployment)
    const runs = (await findRecord(deployment))?.record.release
    return deployTemplate({ ...(await optionsOf(deployment)), runs, timeoutSeconds, verified }, context)
  }
  const place = { ...bucket, application: environment.application, environment: environment.name }
  const purpose = deployment.purpose ?? `deploy ${release.digest.slice(0, 12)}`
  const start = context.clock.elapsed()
  return withLease({ ...place, purpose, waitSeconds: timeoutSeconds }, context, (lease, signal) => {
    const left = timeoutSeconds - (context.clock.elapsed() - start) / 1000
    return deployUnderLease({ ...deployment, timeoutSeconds: Math.max(1, left) }, lease, { ...context, signal })
  })
}

async function deployUnderLease(
  deployment: ReleaseDeployment & { readonly timeoutSeconds: number },
  lease: Lease,
  context: DeploymentContext,
): Promise<DeployResult> {
  const { environment, bucket, release, timeoutSeconds } = deployment
  const verified = verification(deployment)
  const before = await findRecord(deployment)
  await refuseForged(before?.record.fencing, lease, deployment)
  const result = await deployTemplate(
    {
      ...(await optionsOf(deployment)),
      timeoutSeconds,
      runs: before?.record.release,
      verified,
      guard: async () => {
        await Promise.all([verified(), deployment.beforeChange?.()])
        await lease.confirm()
      },
      requireRights: () => requireRecordRight(bucket.objects, recordAddress(deployment)),
    },
    context,
  )
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

/** A number above ours is that of a later holder, who took the lease over, or was written by other hands. */
async function refuseForged(recorded: number | undefined, lease: Lease, { bucket, environment }: ReleaseDeployment) {
  if ((recorded ?? 0) > lease.fencing) await lease.confirm()
  const { application, name } = environment
  refuseForgedFencing(recorded, lease.fencing, { bucket: bucket.bucket, application, environment: name })
}

/**
 * Verifies the contents of the release once, as soon as something is about to use them: a deployment that changes nothing uses none. A template
 * that is read elsewhere stands for a preview, whose caller has verified what lies there.
 */
function verification({ bucket, release, templateFrom, contents }: ReleaseDeployment): () => Promise<void> {
  let verified: Promise<void> | undefined
  return () => {
    verified ??= templateFrom || contents === 'verified' ? Promise.resolve() : verifyContents(bucket, release)
    return verified
  }
}

/** The deployment is done by then, and whoever reads the failure has to know. */
function unrecorded(error: unknown, environment: string, { digest }: Release): unknown {
  if (!(error instanceof StageError) || error.reason === 'deployment-superseded') return error
  const message = `${environment} runs release ${digest.slice(0, 12)} now, and that could not be recorded: ${error.message}`
  const hint = joined([error.hint, 'run again then: nothing is deployed twice, and the record is made up for'], '; ')!
  return new StageError(error.reason, message, { hint, cause: error })
}

function findRecord(deployment: ReleaseDeployment) {
  return findEnvironmentRecord(deployment.bucket.objects, recordAddress(deployment))
}

function recordAddress({ bucket, environment: { application, name } }: ReleaseDeployment): RecordAddress {
  return { bucket: bucket.bucket, application, environment: name }
}

async function optionsOf(deployment: ReleaseDeployment): Promise<DeployOptions> {
  const { environment, account, bucket, release, templateFrom, purpose: _, reportFolder, policy, ...rest } = deployment
  const { timeoutSeconds: __, signing: ___, beforeChange: ____, contents: _____, evidence = [], ...options } = rest
  const { name } = environment
  const source = templateFrom ?? { bucket, region: account.region }
  const text = await readTemplate(source.bucket, release)
  const { path, sha256, bytes } = release.manifest.template
  const url = bytes > inlineBytes ? { url: templateUrl(source, source.bucket.bucket, blobKey(sha256)) } : {}
  return {
    capabilities: environment.capabilities ?? ['CAPABILITY_IAM', 'CAPABILITY_NAMED_IAM'],
    ...(environment.roleArn === undefined ? {} : { roleArn: environment.roleArn }),
    missingParameters: 'default',
    label: name,
    planCommand: (fingerprint) => command('deploy', { release: release.digest, environment: name, plan: fingerprint }),
    ...options,
    evidenceLines: evidence.map(({ evidence: name, signature }) => `${name}, ${signature}`),
    account,
    stack: environment.stack,
    template: { text, name: path, ...url },
    parameters: environment.parameters,
    ...(options.tags === undefined && Object.keys(environment.tags).length > 0 ? { tags: environment.tags } : {}),
    policy: { ...policy, protect: [...environment.protect, ...(policy?.protect ?? [])] },
    artifacts: { buckets: environment.artifactBuckets, writers: environment.writers },
    release: release.digest,
    bucket: bucket.bucket,
    ...(reportFolder === undefined ? {} : { reportFolder }),
  }
}
