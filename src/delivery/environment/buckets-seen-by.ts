import type { AwsAccount } from '../../core/ports/aws.ts'
import type { Context } from '../../core/run/context.ts'
import type { ArtifactBucket } from '../release/release-keys.ts'
import type { Environment } from './configuration.ts'

/**
 * The buckets of other environments, with the credentials of the target. A bucket in another region is called in that
 * region.
 */
export function bucketsSeenBy(target: Environment, account: AwsAccount, { aws }: Pick<Context, 'aws'>) {
  return ({ bucket, region = account.region }: Environment): ArtifactBucket => {
    const objects = region === account.region ? account.objects : aws.at({ ...target, region }).objects
    return { objects, bucket }
  }
}
