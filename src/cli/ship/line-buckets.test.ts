import { GetBucketPolicyCommand } from '@aws-sdk/client-s3'
import { expect, test } from '@jest/globals'
import { deployStack, localClients } from '../../../test/support/local-clients.ts'
import { startMinistack } from '../../../test/support/ministack.ts'
import { parseConfiguration } from '../../delivery/environment/configuration.ts'
import { localAccounts, localRegion } from '../../local/local-environment.ts'
import { ensureLineBuckets } from './line-buckets.ts'

test('a line lets the roles of a deployed pipeline go on, and no other output of a stack', async () => {
  const { endpoint, token, secretAccessKey, stop } = await startMinistack()
  const { staging, production } = localAccounts
  const local = {
    ...{ endpoint, token, secretAccessKey, appsyncUrl: '', region: localRegion, accounts: localAccounts },
    ...{ iam: false, egress: false, origins: [], isolation: { network: null, files: null } },
  }
  const text = `application: shop\nenvironments:\n  staging: {}\n  production: { account: "${production}" }\n`
  const start = { application: 'shop', configuration: await parseConfiguration(text, 'liftlock.yml', () => {}) }
  const clients = { staging: localClients(local, staging), production: localClients(local, production) }
  const principalsOf = async (name: keyof typeof clients) => {
    const answer = await clients[name].s3.send(new GetBucketPolicyCommand({ Bucket: `shop-artifacts-${name}` }))
    return [...new Set(answer.Policy!.match(/arn:aws:iam::\d+:[\w/-]+/g))].sort()
  }
  try {
    await ensureLineBuckets(local, start)
    const before = [await principalsOf('staging'), await principalsOf('production')]
    const [root, role] = [`arn:aws:iam::${staging}:root`, `arn:aws:iam::${staging}:role/shop-deploy`]
    const resources = { Topic: { Type: 'AWS::SNS::Topic' } }
    const foreign = `arn:aws:iam::${production}:role/foreign`
    const Outputs = { Deploy: { Value: role }, Foreign: { Value: foreign }, Word: { Value: '*' } }
    await deployStack(clients.staging, 'shop-roles-staging', { Resources: resources, Outputs })

    await ensureLineBuckets(local, start)

    expect(before).toEqual([[root], [`arn:aws:iam::${production}:root`]])
    expect([await principalsOf('staging'), await principalsOf('production')]).toEqual([[role, root], before[1]])
  } finally {
    await stop()
  }
})
