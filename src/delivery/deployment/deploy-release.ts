import type { AwsAccount } from '../../core/ports/aws.ts'
import type { Context } from '../../core/run/context.ts'
import { defined } from '../../core/run/defined.ts'
import { joined } from '../../core/run/next-step.ts'
import { StageError } from '../../core/run/stage-error.ts'
import { shortDigest } from '../../core/text/short-digest.ts'
import { type EnvironmentRecord, findEnvironmentRecord, type RecordAddress } from '../environment/environment-record.ts'
import { recordDeployment } from '../environment/record-deployment.ts'
import { refuseForgedFencing } from '../environment/record-identity.ts'
import { requireRecordRight } from '../environment/require-record-right.ts'
import type { Lease } from '../lease/keep-lease.ts'
import { withLease } from '../lease/with-lease.ts'
import type { NamedRelease } from '../plan/model/release-news.ts'
import type { Release } from '../release/read-release.ts'
import { verifyContents } from '../release/verify-contents.ts'
import type { DeployResult } from './deploy-options.ts'
import { deployTemplate } from './deploy-template.ts'
import { type ReleaseDeployment, releaseRequest } from './release-request.ts'

type DeploymentContext = Pick<Context, 'clock' | 'files' | 'report' | 'run' | 'signal'>

const defaultTimeoutSeconds = 3600

/**
 * Deploys a release to an environment under the environment's lease, and records it in the environment's bucket. A run
 * that only makes a plan needs no lease and writes nothing. Parameters that the environment does not set take the
 * template's defaults, so that equal releases give equal stacks.
 * @throws StageError like `deployTemplate` and `withLease`, `release-tampered`, `deployment-superseded`
 */
export async function deployRelease(
  deployment: ReleaseDeployment,
  account: AwsAccount,
  context: DeploymentContext,
): Promise<DeployResult> {
  const { environment, bucket, release } = deployment
  const { plan, timeoutSeconds = defaultTimeoutSeconds } = deployment.permitted ?? {}
  if (plan?.kind === 'only') return deployOnce(deployment, account, { timeoutSeconds }, context)
  const place = { ...bucket, application: environment.application, environment: environment.name }
  const purpose = deployment.purpose ?? `deploy ${shortDigest(release.digest)}`
  const start = context.clock.elapsed()
  return withLease({ ...place, purpose, waitSeconds: timeoutSeconds }, context, (lease, signal) => {
    const left = timeoutSeconds - (context.clock.elapsed() - start) / 1000
    return deployOnce(deployment, account, { lease, timeoutSeconds: Math.max(1, left) }, { ...context, signal })
  })
}

/** Deploys a release under a lease, and records it. Without a lease it only makes a plan. */
async function deployOnce(
  deployment: ReleaseDeployment,
  account: AwsAccount,
  { lease, timeoutSeconds }: { readonly lease?: Lease; readonly timeoutSeconds: number },
  context: DeploymentContext,
): Promise<DeployResult> {
  const { environment, bucket, release, evidence, signing } = deployment
  const address = { bucket: bucket.bucket, application: environment.application, environment: environment.name }
  const verified = verification(deployment)
  const before = await findEnvironmentRecord(bucket.objects, address)
  if (lease !== undefined) await refuseForged(before?.record.fencing, lease, address)
  const running = before && namedOf(before.record)
  const ofRun = {
    timeoutSeconds,
    runs: before?.record.release,
    verified,
    ...(lease && {
      guard: async () => {
        await Promise.all([verified(), deployment.beforeChange?.()])
        await lease.confirm()
      },
      requireRights: () => requireRecordRight(bucket.objects, address),
    }),
  }
  const request = await releaseRequest(deployment, account.region, ofRun, { named: running })
  const result = await deployTemplate(request, account, context)
  if (lease === undefined || result.stackId === undefined) return result
  const { stackId, fingerprint: plan } = result
  const done = { environment, release, stackId, plan, fencing: lease.fencing, evidence, signing }
  const recording = { now: context.clock.now(), run: context.run }
  const signature = await recordDeployment(bucket, done, before?.etag, recording).catch((error) => {
    throw unrecorded(error, environment.name, release)
  })
  return { ...result, signature }
}

function namedOf({ release, version }: EnvironmentRecord): NamedRelease {
  return { digest: release, ...defined({ version }) }
}

/** A higher number than ours belongs to a later holder that took over the lease, or it is forged. */
async function refuseForged(recorded: number | undefined, lease: Lease, address: RecordAddress): Promise<void> {
  if ((recorded ?? 0) > lease.fencing) await lease.confirm()
  refuseForgedFencing(recorded, lease.fencing, address)
}

/**
 * Verifies the contents of the release once, before their first use; a deployment without changes uses none. When the
 * template is given or read elsewhere, this is a preview, and the caller has verified what it needs.
 */
function verification({ bucket, release, template, templateFrom, contents }: ReleaseDeployment): () => Promise<void> {
  let verified: Promise<void> | undefined
  return () => {
    const isPreview = template !== undefined || templateFrom !== undefined
    verified ??= isPreview || contents === 'verified' ? Promise.resolve() : verifyContents(bucket, release)
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
