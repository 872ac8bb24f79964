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
  expect(pipeline.leftOut).toEqual(['window', 'alarms', 'source.toolkit-version'])
  expect(rendered.pipeline?.source['toolkit-version']).toBeUndefined()
})

test('mode and other names of the environments are kept, and all else that does not count is named', async () => {
  const written = await read(
    `application: desk
environments: { test: {}, live: { requires: [quality-gate@test] } }
pipeline:
  account: "333333333333"
  region: eu-central-1
  mode: SUPERSEDED
  staging: test
  production: live
  source: { bucket: own-bucket, release: own.zip, toolkit: tools.zip }
  approval: { approvers: ["arn:aws:iam::333333333333:role/boss"], time-limit: 30, comment: true }
`,
  )
  const pipeline = localPipeline(written, 'desk', local)
  expect(pipeline.leftOut).toEqual([
    'approval.approvers',
    'approval.time-limit',
    'approval.comment',
    'source.release',
    'source.toolkit',
  ])
  const rendered = await read(deliveredConfiguration(pipeline))
  expect(rendered.pipeline).toMatchObject({ mode: 'SUPERSEDED', staging: 'test', production: 'live' })
  expect(rendered.environments).toMatchObject({ test: { account: '111111111111' }, live: { account: '222222222222' } })
})

test('a pipeline that sets only what it must leaves nothing out', async () => {
  const pipeline = 'pipeline: { account: "333333333333", region: eu-central-1, source: { bucket: own-bucket } }'
  const written = await read(`environments: { staging: {}, production: {} }\n${pipeline}`)
  expect(localPipeline(written, 'desk', local).leftOut).toEqual([])
})
