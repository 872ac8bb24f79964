import { awsAtEndpoint, awsFromEnvironment } from '../aws/clients.ts'
import type { Aws } from '../core/ports/aws.ts'
import { StageError } from '../core/run/stage-error.ts'
import type { LocalEnvironment } from '../local/local-environment.ts'
import type { Network } from '../system/network.ts'

/** AWS for a command: the running local one with `--local`, else what the environment says. */
export async function awsFor(local: boolean, { environment, agents }: Network): Promise<Aws> {
  if (!local) return awsFromEnvironment(environment, { agents })
  const { findLocal } = await import('../local/daemon/find-local.ts')
  const found = await findLocal(environment)
  if (!found)
    throw new StageError('local-unavailable', 'the local AWS is not running', { hint: 'start it: liftlock local up' })
  return awsOfLocal(found)
}

/** AWS at a local environment: any account of twelve digits is there. */
export function awsOfLocal({ endpoint, region, accounts, secretAccessKey }: LocalEnvironment): Aws {
  return awsAtEndpoint(endpoint, { region, account: accounts.staging, secretAccessKey })
}
