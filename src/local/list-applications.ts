import { allStacks } from '../aws/cloudformation/all-stacks.ts'
import { defined } from '../core/run/defined.ts'
import { configureAccount } from './local-account.ts'
import type { LocalEnvironment } from './local-environment.ts'

/** A deployed application that answers GraphQL. */
export interface LocalApplication {
  readonly environment: 'staging' | 'production'
  readonly stack: string
  /** CloudFormation's own word, such as `UPDATE_COMPLETE`. */
  readonly status: string
  readonly endpoint: string
  readonly apiKey?: string
}

/** What is deployed in the two accounts, by environment and name of the stack. */
export async function listApplications(local: LocalEnvironment): Promise<readonly LocalApplication[]> {
  const environments = ['staging', 'production'] as const
  const lists = await Promise.all(
    environments.map(async (environment) =>
      (await allStacks(configureAccount(local, local.accounts[environment])))
        .filter(({ outputs }) => outputs.apiEndpoint)
        .map(({ name: stack, status, outputs: { apiEndpoint: endpoint = '', apiKey } }) => ({
          environment,
          stack,
          status,
          endpoint,
          ...defined({ apiKey }),
        }))
        .sort((a, b) => (a.stack < b.stack ? -1 : 1)),
    ),
  )
  return lists.flat()
}
