import { artifactBucketPolicy } from '../aws/s3/artifact-bucket-policy.ts'
import { makeBucket } from '../aws/s3/make-bucket.ts'
import { configureAccount } from './local-account.ts'
import type { LocalEnvironment } from './local-environment.ts'

/** An environment whose artifacts lie in a bucket of the local AWS. */
export interface BucketOwner {
  readonly name: string
  readonly bucket: string
  /** Staging's without one. */
  readonly account?: string | undefined
  /** Roles that work on the environment beside the account itself. */
  readonly roles?: readonly string[]
}

/**
 * Makes an environment's artifact bucket in its own account, with the policy that such a bucket has on AWS. The stages work as the root
 * user of the account here, so that one is named for every purpose; no role of the account is, a function's least of all.
 * @param readers accounts that promote from it
 */
export async function ensureBucket(
  local: Pick<LocalEnvironment, 'endpoint' | 'region' | 'accounts' | 'secretAccessKey'>,
  { name, bucket, account = local.accounts.staging, roles = [] }: BucketOwner,
  readers: readonly string[],
): Promise<void> {
  const everybody = [`arn:aws:iam::${account}:root`, ...roles]
  const policy = artifactBucketPolicy({
    bucket,
    environment: name,
    account,
    readers: [...new Set(readers)].filter((reader) => reader !== account).sort(),
    roles: {
      administrators: [],
      package: everybody,
      deploy: everybody,
      gate: everybody,
      promote: everybody,
      plan: everybody,
    },
  })
  await makeBucket(configureAccount(local, account), bucket, policy)
}
