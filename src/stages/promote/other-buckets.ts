import type { AwsAccount } from '../../core/ports/aws.ts'
import type { Context } from '../../core/run/context.ts'
import type { Environment } from '../../delivery/environment/configuration.ts'
import type { RequiredEvidence } from '../../delivery/promotion/required-evidence.ts'
import type { ArtifactBucket } from '../../delivery/release/release-keys.ts'

/** The buckets of other environments, with the credentials of the target; one in another region is asked there. */
export function bucketsSeenBy(target: Environment, account: AwsAccount, { aws }: Context) {
  return ({ bucket, region = account.region }: Environment): ArtifactBucket => {
    const objects = region === account.region ? account.objects : aws.at({ ...target, region }).objects
    return { objects, bucket }
  }
}

/** What cannot be seen in a bucket without versions is said, so that nobody counts on it. */
export function noteUnversioned(evidence: readonly RequiredEvidence[], { report }: Context): void {
  const buckets = new Set(evidence.flatMap(({ bucket, versioned }) => (versioned ? [] : [bucket])))
  for (const bucket of buckets)
    report({
      kind: 'note',
      text: `${bucket} keeps no versions: evidence that was replaced or removed there cannot be seen`,
    })
}
