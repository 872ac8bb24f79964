import type { Aws } from '../../core/ports/aws.ts'
import { type Environment, environmentOf } from '../../delivery/environment/configuration.ts'
import { type BucketOwner, ensureBucket } from '../../local/ensure-bucket.ts'
import type { LocalEnvironment } from '../../local/local-environment.ts'
import { awsOfLocal } from '../aws.ts'
import type { Start } from './prepare.ts'

/**
 * Makes the artifact bucket of every environment of a line on the local AWS. Their policies let in the roles of the
 * pipeline of the application, if it is deployed: it may be at work, and goes on to be.
 */
export async function ensureLineBuckets(
  local: LocalEnvironment,
  { configuration, application }: Pick<Start, 'configuration' | 'application'>,
): Promise<void> {
  const owners = Object.keys(configuration.environments).map((name) => {
    const environment = environmentOf(configuration, name, application)
    return { ...environment, account: environment.account ?? local.accounts.staging }
  })
  const readers = owners.map(({ account }) => account)
  const pipeline = configuration.pipeline?.name ?? application
  const aws = awsOfLocal(local)
  for (const owner of owners)
    await ensureBucket(local, { ...owner, roles: await pipelineRoles(pipeline, owner, aws) }, readers)
}

/**
 * The roles with which a pipeline works on an environment: the outputs of their stack.
 * @returns none when the stack is not there
 */
export async function pipelineRoles(
  pipeline: string,
  { name, account, region }: Pick<BucketOwner, 'name'> & Pick<Environment, 'account' | 'region'>,
  aws: Aws,
): Promise<readonly string[]> {
  const stack = await aws.at({ account, region }).stacks.find(`${pipeline}-roles-${name}`)
  const own = `arn:aws:iam::${account}:role/`
  return Object.values(stack?.outputs ?? {}).filter((value) => value.startsWith(own))
}
