import { GetQueueAttributesCommand, GetQueueUrlCommand } from '@aws-sdk/client-sqs'
import { afterAll, beforeAll, expect } from '@jest/globals'
import { deployStack, localClients } from '../support/local-clients.ts'
import type { TokenService } from '../support/token-service.ts'
import type { LocalAws } from './local-aws.ts'
import { localRunner, testOnRunner } from './local-runner.ts'
import { openShop, type Shop, shopEnvironments, shopTemplate } from './shop.ts'
import type { Repository, World } from './world.ts'

const minutes = 60_000
let opened: Shop | undefined
let world: World
let tokens: TokenService
let aws: LocalAws
let shop: Repository

const broken = `  Broken:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: python3.13
      Handler: index.handler
      Role: arn:aws:iam::111111111111:role/none
      Code: { S3Bucket: there-is-no-such-bucket, S3Key: nothing.zip }
`

beforeAll(async () => {
  if (localRunner === undefined) return
  opened = await openShop(localRunner)
  ;({ world, aws, tokens, shop } = opened)
}, 2 * minutes)

afterAll(() => opened?.close(), minutes)

const deployed = { 'deliver/package': 'success', 'verify/deploy': 'success', 'promote/plan': 'success' }

testOnRunner(
  'a plain template goes through staging to production',
  async () => {
    const run = await shop.run('push')
    expect(run.errors).toEqual([])
    expect(run.jobs).toEqual({ ...deployed, 'promote/execute': 'success' })
    expect(run.outputs['promote/execute']!['stack-id']).toContain(':222222222222:stack/shop-production/')
    // The emulator has no console for the environment to link to.
    expect(run.outputs['promote/execute']).not.toHaveProperty('url')
    expect((await shop.run('push')).jobs).toEqual(deployed)
  },
  2 * minutes,
)

testOnRunner(
  'a deployment between plan and approval stops the execution, and changes nothing',
  async () => {
    shop.edit('template.yaml', 'QueueName: orders', 'QueueName: orders\n      DelaySeconds: 5')
    shop.push('A delay')
    const production = localClients(aws.local, aws.local.accounts.production)
    const elsewhere = {
      Resources: { Orders: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'orders', DelaySeconds: 9 } } },
    }
    const happens = () => deployStack(production, 'shop-production', elsewhere)
    const run = await shop.run('push', { between: { after: 'promote/plan', happens } })
    expect(run.jobs).toEqual({ ...deployed, 'promote/execute': 'failure' })
    expect(run.outputs['promote/execute']).toMatchObject({ outcome: 'rejected', 'failure-reason': 'plan-changed' })
    const queue = { QueueUrl: (await production.sqs.send(new GetQueueUrlCommand({ QueueName: 'orders' }))).QueueUrl }
    const { Attributes } = await production.sqs.send(
      new GetQueueAttributesCommand({ ...queue, AttributeNames: ['DelaySeconds'] }),
    )
    expect(Attributes).toMatchObject({ DelaySeconds: '9' })
    const again = await shop.run('push')
    expect(again.jobs).toEqual({ ...deployed, 'promote/execute': 'success' })
  },
  2 * minutes,
)

testOnRunner(
  'a stack that rolled back stops the line before production, with the first cause',
  async () => {
    shop.write({ 'template.yaml': shopTemplate + broken })
    shop.push('A function without code')
    const run = await shop.run('push')
    expect(run.jobs).toEqual({ 'deliver/package': 'success', 'verify/deploy': 'failure' })
    expect(run.outputs['verify/deploy']).toMatchObject({ outcome: 'rolled-back' })
    expect(run.errors.join('\n')).toContain('Broken')
  },
  2 * minutes,
)

testOnRunner(
  'a job whose token service refuses says which permission is missing, and touches nothing',
  async () => {
    const { ACTIONS_ID_TOKEN_REQUEST_TOKEN: bearer } = tokens.environment
    world.environment.ACTIONS_ID_TOKEN_REQUEST_TOKEN = 'expired'
    const run = await shop.run('push')
    world.environment.ACTIONS_ID_TOKEN_REQUEST_TOKEN = bearer
    expect(run.jobs).toEqual({ 'deliver/package': 'failure' })
    expect(run.outputs['deliver/package']!['failure-reason']).toBe('credentials-missing')
    expect(run.errors.join('\n')).toContain('id-token: write')
  },
  2 * minutes,
)

testOnRunner(
  'an environment that is no longer in liftlock.yml stops the promotion by name, after staging',
  async () => {
    shop.write({ 'template.yaml': shopTemplate, 'liftlock.yml': shopEnvironments.replace('  production:', '  live:') })
    shop.push('Production is called live')
    const run = await shop.run('push')
    expect(run.jobs).toEqual({ ...deployed, 'promote/plan': 'failure' })
    expect(run.outputs['promote/plan']!['failure-reason']).toBe('environment-unknown')
    expect(run.errors.join('\n')).toContain('there are staging, live')
  },
  2 * minutes,
)
