import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { type TestJob, testJob } from '../support/action-process.ts'
import { startMinistack, type TestMinistack } from '../support/ministack.ts'
import { type RecordingProxy, startRecordingProxy } from '../support/recording-proxy.ts'
import { startTlsFront, type TlsFront } from '../support/tls-front.ts'
import { startTokenService } from '../support/token-service.ts'

let ministack: TestMinistack
let front: TlsFront
let proxy: RecordingProxy
let job: TestJob
let service: Awaited<ReturnType<typeof startTokenService>>

beforeAll(async () => {
  // The front changes host and path of what was signed, so that no signature would be right any more.
  ministack = await startMinistack({ launcher: false })
  const credentials = {
    AWS_ACCESS_KEY_ID: '111111111111',
    AWS_SECRET_ACCESS_KEY: ministack.secretAccessKey,
    AWS_REGION: 'eu-west-1',
  }
  job = testJob(credentials)
  front = await startTlsFront(join(job.workspace, 'authority'), ministack.endpoint)
  proxy = await startRecordingProxy({
    portOf: (target) => (target.startsWith('tokens.test:') ? Number(target.split(':')[1]) : front.port),
    credentials: 'ann:s3cr3t-word',
  })
  service = await startTokenService('repo:acme/shop:ref:refs/heads/main', [])
  writeFileSync(join(job.workspace, 'template.json'), JSON.stringify({ Resources: { Q: { Type: 'AWS::SQS::Queue' } } }))
}, 120_000)

afterAll(async () => {
  await service?.stop()
  await proxy?.close()
  await front?.close()
  await ministack?.stop()
  job?.remove()
})

test('the input http-proxy of the built action takes all calls through the proxy, and masks its credentials first', async () => {
  const address = `http://ann:s3cr3t-word@127.0.0.1:${proxy.port}`
  const inputs = { name: 'through', template: 'template.json', 'http-proxy': address }
  const step = await job.run('deploy', inputs, { NODE_EXTRA_CA_CERTS: front.authorityFile })
  expect(step.outputs).toMatchObject({ outcome: 'succeeded' })
  expect(step.log).toContain('::add-mask::s3cr3t-word')
  expect(step.emitted).not.toContain('s3cr3t')
  expect(new Set(proxy.requests.map(({ target }) => target))).toEqual(
    new Set(['cloudformation.eu-west-1.amazonaws.com:443']),
  )
}, 60_000)

test('the token service of the runner is asked through the proxy, unless NO_PROXY names it', async () => {
  const address = new URL(service.environment.ACTIONS_ID_TOKEN_REQUEST_URL!)
  const url = `http://tokens.test:${address.port}${address.pathname}${address.search}`
  const environment = {
    ...service.environment,
    ACTIONS_ID_TOKEN_REQUEST_URL: url,
    NODE_EXTRA_CA_CERTS: front.authorityFile,
    ALL_PROXY: `http://ann:s3cr3t-word@127.0.0.1:${proxy.port}`,
  }
  const inputs = { name: 'by-token', template: 'template.json', role: 'arn:aws:iam::111111111111:role/deployer' }
  const before = proxy.requests.length
  const step = await job.run('deploy', inputs, environment)
  expect(proxy.requests[before]).toMatchObject({ method: 'GET', target: `tokens.test:${address.port}` })
  const direct = await job.run('deploy', inputs, { ...environment, NO_PROXY: 'tokens.test' })
  expect(direct.outputs).toMatchObject({ outcome: 'failed', 'failure-reason': 'endpoint-unreachable' })
  expect(step.emitted + direct.emitted).not.toContain('s3cr3t')
}, 60_000)
