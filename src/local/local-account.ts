import type { Configure } from '../aws/client-configuration.ts'
import { StageError } from '../core/run/stage-error.ts'
import type { LocalEnvironment } from './local-environment.ts'

/** The settings of all clients of one account of the local AWS. */
export function configureAccount(
  { endpoint, region, secretAccessKey }: Pick<LocalEnvironment, 'endpoint' | 'region' | 'secretAccessKey'>,
  account: string,
): Configure {
  const credentials = async () => ({ accessKeyId: account, secretAccessKey })
  return async () => ({ region, endpoint, credentials })
}

/**
 * The account of `staging` or `production`; twelve digits stand for themselves.
 * @throws StageError `environment-unknown`
 */
export function accountOf({ accounts }: Pick<LocalEnvironment, 'accounts'>, environment: string): string {
  if (environment === 'staging' || environment === 'production') return accounts[environment]
  if (/^\d{12}$/.test(environment)) return environment
  throw new StageError('environment-unknown', `the local AWS has no environment ${environment}`, {
    hint: 'give staging, production, or the twelve digits of an account',
  })
}
