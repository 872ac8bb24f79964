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
  /** Roles that work on the environment, besides the account itself. */
  readonly roles?: readonly string[]
}

/**
 * Makes an environment's artifact bucket in its own account, with the same policy as on AWS. The stages work as the
 * root user of the account, so the policy names this user for every purpose. It names no role, so functions cannot
 * write.
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
      preview: everybody,
    },
  })
  await makeBucket(configureAccount(local, account), bucket, policy)
}
