import type { AwsAccount } from '../../core/ports/aws.ts'
import type { Context } from '../../core/run/context.ts'
import type { Environment } from '../../delivery/environment/configuration.ts'
import type { RequiredEvidence } from '../../delivery/promotion/required-evidence.ts'
import type { ArtifactBucket } from '../../delivery/release/release-keys.ts'

/**
 * The buckets of other environments, with the credentials of the target. A bucket in another region is called in that
 * region.
 */
export function bucketsSeenBy(target: Environment, account: AwsAccount, { aws }: Context) {
  return ({ bucket, region = account.region }: Environment): ArtifactBucket => {
    const objects = region === account.region ? account.objects : aws.at({ ...target, region }).objects
    return { objects, bucket }
  }
}

/** Warns about a bucket without versions, because removed or replaced evidence leaves no trace there. */
export function noteUnversioned(evidence: readonly RequiredEvidence[], { report }: Context): void {
  const buckets = new Set(evidence.flatMap(({ bucket, versioned }) => (versioned ? [] : [bucket])))
  for (const bucket of buckets)
    report({
      kind: 'note',
      text: `${bucket} keeps no versions: evidence that was replaced or removed there cannot be seen`,
    })
}
