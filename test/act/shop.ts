import { DescribeStacksCommand } from '@aws-sdk/client-cloudformation'
import { ListObjectsV2Command } from '@aws-sdk/client-s3'
import { localClients } from '../support/local-clients.ts'
import type { LocalAws } from './local-aws.ts'

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

/** What an environment is, as somebody sees it who looks from outside. */
export interface EnvironmentState {
  /** Status and time of the last change; undefined when there is no stack. */
  readonly stack: string | undefined
  /** What was written about deployments to it: the record and the evidence, each with its tag. */
  readonly records: readonly string[]
}

/** Looks at an environment with rights that no job has. */
export async function environmentState({ local }: LocalAws, name: 'staging' | 'production'): Promise<EnvironmentState> {
  const { cloudformation, s3 } = localClients(local.endpoint, local.accounts[name])
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
