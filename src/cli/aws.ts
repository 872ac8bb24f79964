import { awsAtEndpoint, awsFromEnvironment } from '../aws/clients.ts'
import type { Aws } from '../core/ports/aws.ts'
import { defined } from '../core/run/defined.ts'
import { StageError } from '../core/run/stage-error.ts'
import type { LocalEnvironment } from '../local/local-environment.ts'
import type { Network } from '../system/network.ts'

/** AWS for a command: with `--local` the running local AWS, else the AWS of the environment. */
export async function awsFor(local: boolean, { environment, agents }: Network): Promise<Aws> {
  if (!local) return awsFromEnvironment(environment, { agents })
  const { findLocal } = await import('../local/daemon/find-local.ts')
  const found = await findLocal(environment)
  if (!found)
    throw new StageError('local-unavailable', 'the local AWS is not running', { hint: 'start it: liftlock local up' })
  return awsOfLocal(found)
}

/** AWS of a local environment, where every twelve-digit account exists. @param role is assumed for everything */
export function awsOfLocal({ endpoint, region, accounts, secretAccessKey }: LocalEnvironment, role?: string): Aws {
  const { staging: account } = accounts
  return awsAtEndpoint(endpoint, { region, account, secretAccessKey, isLocal: true, ...defined({ role }) })
}
