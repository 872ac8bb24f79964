import type { Context } from '../../core/context.ts'
import type { AwsAccount } from '../../core/ports/aws.ts'
import { StageError } from '../../core/stage-error.ts'
import type { Environment } from '../configuration.ts'
import { findEnvironmentRecord } from '../environment-record.ts'
import type { Lease } from '../lease/keep-lease.ts'
import { withLease } from '../lease/with-lease.ts'
import { recordDeployment } from '../record-deployment.ts'
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
  | 'tags'
  | 'release'
  | 'bucket'
  | 'runs'
  | 'guard'
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
    const result = await deployTemplate({ ...(await optionsOf(deployment)), runs, timeoutSeconds, verified }, context)
    await verified()
    return result
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
  const result = await deployTemplate(
    {
      ...(await optionsOf(deployment)),
      timeoutSeconds,
      runs: before?.record.release,
      verified,
      guard: async () => {
        await verified()
        await lease.confirm()
      },
    },
    context,
  )
  await verified()
  if (result.stackId !== undefined) {
    const { stackId, fingerprint: plan } = result
    const { fencing } = lease
    const done = { environment, release: release.digest, stackId, plan, fencing }
    await recordDeployment(bucket, done, before?.etag, context.clock.now()).catch((error) => {
      throw unrecorded(error, environment.name, release)
    })
  }
  return result
}

/**
 * Begins to verify the contents of the release, beside the making of the change set. A template that is read elsewhere
 * stands for a preview: its caller has verified what lies there.
 * @returns what ends with the verification, for whoever needs it
 */
function verification({ bucket, release, templateFrom }: ReleaseDeployment): () => Promise<void> {
  const verified = templateFrom === undefined ? verifyContents(bucket, release) : Promise.resolve()
  // Its failure is told where it is waited for.
  verified.catch(() => undefined)
  return () => verified
}

/** The deployment is done by then, and whoever reads the failure has to know. */
function unrecorded(error: unknown, environment: string, { digest }: Release): unknown {
  if (!(error instanceof StageError) || error.reason === 'deployment-superseded') return error
  const message = `${environment} runs release ${digest.slice(0, 12)} now, and that could not be recorded: ${error.message}`
  const hint = [error.hint, 'run again then: nothing is deployed twice, and the record is made up for'].filter(Boolean)
  return new StageError(error.reason, message, { hint: hint.join('; '), cause: error })
}

function findRecord({ bucket, environment }: ReleaseDeployment) {
  const { application, name } = environment
  return findEnvironmentRecord(bucket.objects, { bucket: bucket.bucket, application, environment: name })
}

async function optionsOf(deployment: ReleaseDeployment): Promise<DeployOptions> {
  const { environment, account, bucket, release, templateFrom, purpose: _, reportFolder, policy, ...rest } = deployment
  const { timeoutSeconds: __, ...options } = rest
  const { name } = environment
  const source = templateFrom ?? { bucket, region: account.region }
  const text = await readTemplate(source.bucket, release)
  const { path, sha256, bytes } = release.manifest.template
  const url = bytes > inlineBytes ? { url: templateUrl(source, source.bucket.bucket, blobKey(sha256)) } : {}
  return {
    capabilities: ['CAPABILITY_IAM', 'CAPABILITY_NAMED_IAM'],
    missingParameters: 'default',
    label: name,
    planCommand: (fingerprint) =>
      `liftlock deploy ${release.digest.slice(0, 12)} --environment ${name} --plan ${fingerprint}`,
    ...options,
    account,
    stack: environment.stack,
    template: { text, name: path, ...url },
    parameters: environment.parameters,
    ...(Object.keys(environment.tags).length === 0 ? {} : { tags: environment.tags }),
    policy: { ...policy, protect: [...environment.protect, ...(policy?.protect ?? [])] },
    release: release.digest,
    bucket: bucket.bucket,
    ...(reportFolder === undefined ? {} : { reportFolder }),
  }
}
