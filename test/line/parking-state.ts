import { join } from 'node:path'
import { DescribeStacksCommand, GetTemplateCommand } from '@aws-sdk/client-cloudformation'
import { ListObjectsV2Command } from '@aws-sdk/client-s3'
import { findLocal } from '../../src/local/daemon/find-local.ts'
import type { CommandLine } from '../support/command-line.ts'
import { localClients } from '../support/local-clients.ts'

const places = {
  staging: { account: '111111111111', bucket: 'parking-desk-artifacts-staging', stack: 'parking-desk-staging' },
  production: { account: '222222222222', bucket: 'parking-desk-artifacts', stack: 'parking-desk' },
} as const

/** What an account holds of ParkingDesk: the objects of its bucket by key and content, the stack with its template. */
export async function stateOf(line: CommandLine, environment: keyof typeof places) {
  const { account, bucket, stack } = places[environment]
  const local = await findLocal({ LIFTLOCK_HOME: join(line.folder, 'home') })
  const { s3, cloudformation } = localClients(local!, account)
  const [listed, described, template] = await Promise.all([
    s3.send(new ListObjectsV2Command({ Bucket: bucket })),
    cloudformation.send(new DescribeStacksCommand({ StackName: stack })),
    cloudformation.send(new GetTemplateCommand({ StackName: stack })),
  ])
  const objects = (listed.Contents ?? []).map(({ Key, ETag }) => `${Key} ${ETag}`)
  const { StackStatus, LastUpdatedTime, Parameters } = described.Stacks![0]!
  return { objects, StackStatus, LastUpdatedTime, Parameters, template: template.TemplateBody }
}
