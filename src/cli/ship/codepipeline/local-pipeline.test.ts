import { expect, test } from '@jest/globals'
import { parseConfiguration } from '../../../delivery/environment/configuration.ts'
import { localAccounts, localRegion } from '../../../local/local-environment.ts'
import { deliveredConfiguration, localPipeline } from './local-pipeline.ts'

const local = { accounts: localAccounts, region: localRegion }
const read = (text: string) => parseConfiguration(text, 'liftlock.yml')

test('environments without an account, a region and a service role get them', async () => {
  const written = await read('environments: { staging: {}, production: { requires: [quality-gate@staging] } }')
  const pipeline = localPipeline(written, 'desk', local)
  expect(pipeline).toMatchObject({ name: 'desk', account: '111111111111', bucket: 'desk-pipeline-source', leftOut: [] })
  expect(pipeline.configuration.environments).toMatchObject({
    staging: { account: '111111111111', 'role-arn': 'arn:aws:iam::111111111111:role/desk-cloudformation' },
    production: { account: '222222222222', region: 'eu-west-1' },
  })
})

test('what is rendered is valid, and has nothing that needs AWS or would make a person wait', async () => {
  const written = await read(
    `application: desk
environments: { staging: { account: "111111111111" }, production: { account: "222222222222" } }
pipeline:
  account: "333333333333"
  region: eu-central-1
  source: { bucket: own-bucket, toolkit-version: abc }
  window: { cron: 0 0 9-17 ? * MON-FRI * }
  alarms: { before: [errors] }
`,
  )
  const pipeline = localPipeline(written, 'desk', local)
  const rendered = await read(deliveredConfiguration(pipeline))
  expect(rendered.pipeline).toMatchObject({
    account: '333333333333',
    region: 'eu-central-1',
    source: { bucket: 'own-bucket' },
    approval: { approvers: ['arn:aws:iam::333333333333:root'] },
    alarms: { before: [] },
  })
  expect(rendered.pipeline?.window).toBeUndefined()
  expect(pipeline.leftOut).toEqual(['window', 'alarms'])
  expect(rendered.pipeline?.source['toolkit-version']).toBeUndefined()
})
