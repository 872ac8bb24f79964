import { DescribeStacksCommand, SignalResourceCommand } from '@aws-sdk/client-cloudformation'
import { DeleteObjectCommand, GetObjectCommand } from '@aws-sdk/client-s3'
import { until } from '../support/local-clients.ts'
import { accounts, buckets, stacks } from './application.ts'
import type { Ground } from './ground.ts'

const lock = { Bucket: buckets.production, Key: 'locks/shop/production.json' }
const StackName = stacks.production

/** Waits until the operation on production runs; it goes on until `endOperation`. */
export async function operationRuns(ground: Ground): Promise<void> {
  const { cloudformation } = ground.clientsOf(accounts.production)
  await until(async () => {
    const { Stacks } = await cloudformation.send(new DescribeStacksCommand({ StackName }))
    return Stacks?.[0]?.StackStatus === 'UPDATE_IN_PROGRESS'
  }, 120)
}

/** Does what the hint about a dead holder says, in place of waiting until its lease has expired. */
export async function freeLease(ground: Ground): Promise<void> {
  await ground.clientsOf(accounts.production).s3.send(new DeleteObjectCommand(lock))
}

/** Once another run has followed the operation for a while, lets the operation end. */
export async function endOperation(ground: Ground): Promise<void> {
  const { s3, cloudformation } = ground.clientsOf(accounts.production)
  await until(async () => {
    const found = await s3.send(new GetObjectCommand(lock)).catch(() => undefined)
    const { holder, renewal } = JSON.parse((await found?.Body?.transformToString()) ?? '{}')
    return holder && renewal > 0
  }, 120)
  const signal = { StackName, LogicalResourceId: 'Wait', UniqueId: 'test', Status: 'SUCCESS' } as const
  await cloudformation.send(new SignalResourceCommand(signal))
}
