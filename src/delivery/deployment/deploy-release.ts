import type { Context } from '../../core/context.ts'
import type { AwsAccount } from '../../core/ports/aws.ts'
import type { Environment } from '../configuration.ts'
import { findEnvironmentRecord } from '../environment-record.ts'
import { recordDeployment } from '../record-deployment.ts'
import { type Release, readTemplate } from '../release/read-release.ts'
import { type ArtifactBucket, blobKey } from '../release/release-keys.ts'
import type { DeployOptions, DeployResult } from './deploy-options.ts'
import { deployTemplate } from './deploy-template.ts'
import { templateUrl } from './wanted-template.ts'

/** A release for one environment; what is not given here comes from the environment. */
export interface ReleaseDeployment
  extends Partial<
    Omit<
      DeployOptions,
      | 'account'
      | 'stack'
      | 'template'
      | 'parameters'
      | 'tags'
      | 'release'
      | 'bucket'
      | 'reportFolder'
      | 'timeoutSeconds'
    >
  > {
  readonly environment: Environment
  readonly account: AwsAccount
  /** The environment's own bucket, which has the release. */
  readonly bucket: ArtifactBucket
  readonly release: Release
  readonly reportFolder?: string | undefined
  readonly timeoutSeconds?: number | undefined
}

/** Above this a template goes by its address in the bucket (CloudFormation user guide, "Quotas"). */
const inlineBytes = 51_200

/**
 * Brings an environment to a release, and records in its bucket what runs there then. Parameters that the environment
 * does not name take the template's defaults, so that equal releases give equal stacks.
 * @throws StageError like `deployTemplate`, `release-tampered`, `deployment-superseded`
 */
export async function deployRelease(
  deployment: ReleaseDeployment,
  context: Pick<Context, 'clock' | 'files' | 'report' | 'signal'>,
): Promise<DeployResult> {
  const { environment, account, bucket, release, reportFolder, timeoutSeconds, policy, ...options } = deployment
  const { name, application } = environment
  const before = await findEnvironmentRecord(bucket.objects, { bucket: bucket.bucket, application, environment: name })
  const text = await readTemplate(bucket, release)
  const { path, sha256, bytes } = release.manifest.template
  const url = bytes > inlineBytes ? { url: templateUrl(account, bucket.bucket, blobKey(sha256)) } : {}
  const result = await deployTemplate(
    {
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
      ...(timeoutSeconds === undefined ? {} : { timeoutSeconds }),
    },
    context,
  )
  if (options.plan?.kind !== 'only' && result.stackId !== undefined)
    await recordDeployment(
      bucket,
      { environment, release: release.digest, stackId: result.stackId, plan: result.fingerprint },
      before?.etag,
      context.clock.now(),
    )
  return result
}
