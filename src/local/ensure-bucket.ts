import { makeBucket } from '../aws/make-bucket.ts'
import { configureAccount } from './local-account.ts'
import type { LocalEnvironment } from './local-environment.ts'

/**
 * Makes an environment's artifact bucket in its own account, and lets the other accounts read it, as promotion needs.
 * @param environment without an account it is staging's
 */
export async function ensureBucket(
  local: LocalEnvironment,
  environment: { readonly bucket: string; readonly account?: string | undefined },
  readers: readonly string[],
): Promise<void> {
  const account = environment.account ?? local.accounts.staging
  const others = [...new Set(readers)].filter((reader) => reader !== account).sort()
  await makeBucket(configureAccount(local, account), environment.bucket, others)
}
