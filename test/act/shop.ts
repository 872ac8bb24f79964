import { DescribeStacksCommand } from '@aws-sdk/client-cloudformation'
import { ListObjectsV2Command } from '@aws-sdk/client-s3'
import { localClients } from '../support/local-clients.ts'
import { startTokenService, type TokenService } from '../support/token-service.ts'
import { type LocalAws, startLocalAws } from './local-aws.ts'
import { starter } from './toolkit-copy.ts'
import { openWorld, type Repository, type World } from './world.ts'

/*
 * A repository with nothing but a CloudFormation template, for two accounts.
 */
export const shopEnvironments = `application: shop
environments:
  staging:
    account: "111111111111"
    region: eu-west-1
    bucket: shop-artifacts-staging
    role: arn:aws:iam::111111111111:role/liftlock-staging
  production:
    account: "222222222222"
    region: eu-west-1
    bucket: shop-artifacts
    role: arn:aws:iam::222222222222:role/liftlock-production
    requires: [deploy@staging]
`
export const shopTemplate = `Resources:
  Orders:
    Type: AWS::SQS::Queue
    Properties:
      QueueName: orders
`

export const shopBuckets = { staging: 'shop-artifacts-staging', production: 'shop-artifacts' } as const

/** The repository in a world with two accounts and a token service. */
export interface Shop {
  readonly world: World
  readonly aws: LocalAws
  readonly tokens: TokenService
  readonly shop: Repository
  close(): Promise<void>
}

/**
 * @param command the local runner
 * @param files in place of the plain template and its starter, or beside them
 * @param iam whether permissions are enforced
 */
export async function openShop(
  command: string,
  files: Readonly<Record<string, string>> = {},
  { iam = false } = {},
): Promise<Shop> {
  const world = openWorld(command)
  const tokens = await startTokenService('repo:acme/shop:environment:staging')
  const aws = await startLocalAws(world.folder, 'shop', { iam })
  Object.assign(world.environment, aws.environment, tokens.environment)
  const shop = world.repository('shop', {
    'liftlock.yml': shopEnvironments,
    'template.yaml': shopTemplate,
    '.github/workflows/deliver.yml': starter('cloudformation.yml'),
    ...files,
  })
  shop.push('A template')
  const close = async () => {
    await Promise.all([aws.close(), tokens.stop()])
    world.close()
  }
  return { world, aws, tokens, shop, close }
}

/** What an environment is, as somebody sees it who looks from outside. */
export interface EnvironmentState {
  /** Status and time of the last change; undefined when there is no stack. */
  readonly stack: string | undefined
  /** What was written about deployments to it: the record and the evidence, each with its tag. */
  readonly records: readonly string[]
}

/** Looks at an environment with rights that no job has. */
export async function environmentState({ local }: LocalAws, name: 'staging' | 'production'): Promise<EnvironmentState> {
  const { cloudformation, s3 } = localClients(local, local.accounts[name])
  const [stack] =
    (await cloudformation.send(new DescribeStacksCommand({ StackName: `shop-${name}` })).catch(absent))?.Stacks ?? []
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: shopBuckets[name] }))
  const about = new RegExp(`^(environments/shop/${name}\\.json|evidence/[^/]+/deploy/${name}/)`)
  return {
    stack: stack && `${stack.StackStatus} ${(stack.LastUpdatedTime ?? stack.CreationTime)?.toISOString()}`,
    records: Contents.filter(({ Key }) => about.test(Key!)).map(({ Key, ETag }) => `${Key} ${ETag}`),
  }
}

function absent(error: Error): undefined {
  if (!/does not exist/.test(error.message)) throw error
}
