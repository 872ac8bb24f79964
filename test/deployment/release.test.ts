import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { awsAtEndpoint } from '../../src/aws/clients.ts'
import type { AwsAccount } from '../../src/core/ports/aws.ts'
import { sha256 } from '../../src/core/sha256.ts'
import { environmentOf, parseConfiguration } from '../../src/delivery/configuration.ts'
import { deployRelease } from '../../src/delivery/deployment/deploy-release.ts'
import { findEnvironmentRecord } from '../../src/delivery/environment-record.ts'
import { readRelease } from '../../src/delivery/release/read-release.ts'
import { writeRelease } from '../../src/delivery/release/write-release.ts'
import { inMemoryObjects } from '../support/in-memory-objects.ts'
import { type ScriptedCloudFormation, startScriptedCloudFormation } from '../support/scripted-cloudformation.ts'
import { testContext } from '../support/test-context.ts'
import { virtualClock } from '../support/virtual-clock.ts'

const clock = virtualClock()
let cloud: ScriptedCloudFormation
let account: AwsAccount

beforeAll(async () => {
  cloud = await startScriptedCloudFormation(clock, { operationSeconds: 1, changeSetSeconds: 0 })
  const objects = inMemoryObjects()
  account = { ...awsAtEndpoint(cloud.endpoint, { region: 'eu-west-1', account: '111111111111' }).at({}), objects }
})

afterAll(async () => {
  await cloud.stop()
})

const configuration = await parseConfiguration(
  'application: parking\nenvironments: { staging: { parameters: { Stage: s } } }',
  'liftlock.yml',
)
const parameter = { Type: 'String', Default: 'none' }

async function released(properties: Record<string, unknown>) {
  const Parameters = {
    Stage: parameter,
    LiftlockRelease: parameter,
    LiftlockArtifactBucket: parameter,
    ApiKeyExpires: { Type: 'Number' },
  }
  const template = { Parameters, Resources: { A: { Type: 'AWS::SNS::Topic', Properties: properties } } }
  const bytes = new TextEncoder().encode(JSON.stringify(template))
  const store = { objects: account.objects, bucket: 'parking-artifacts-staging' }
  const artifact = { path: 'template.json', kind: 'template' as const, sha256: sha256(bytes), bytes: bytes.length }
  const manifest = {
    formatVersion: 1 as const,
    application: 'parking',
    template: artifact,
    artifacts: [],
    parameters: Object.keys(Parameters),
  }
  const { digest } = await writeRelease(store, manifest, new Map([[artifact.sha256, bytes]]))
  return { store, release: await readRelease(store, { release: digest }) }
}

function deploy({ store, release }: Awaited<ReturnType<typeof released>>, plan?: { readonly kind: 'only' }) {
  const environment = environmentOf(configuration, 'staging')
  return deployRelease({ environment, account, bucket: store, release, plan }, testContext({ clock }))
}

test('a release arrives with its own digest, the bucket and the end of its key as parameters, and is recorded', async () => {
  const first = await released({ DisplayName: 'one' })
  const planned = await deploy(first, { kind: 'only' })
  const before = await findEnvironmentRecord(account.objects, {
    bucket: first.store.bucket,
    application: 'parking',
    environment: 'staging',
  })
  const done = await deploy(first)
  const after = await findEnvironmentRecord(account.objects, {
    bucket: first.store.bucket,
    application: 'parking',
    environment: 'staging',
  })
  expect(planned.fingerprint).toBe(done.fingerprint)
  expect(before).toBeUndefined()
  expect(after?.record).toMatchObject({ release: first.release.digest, stackId: done.stackId })
  expect(cloud.service.stacks.at(-1)!.parameters).toEqual({
    Stage: 's',
    LiftlockRelease: first.release.digest,
    LiftlockArtifactBucket: 'parking-artifacts-staging',
    ApiKeyExpires: String(Date.UTC(2027, 3, 1) / 1000),
  })
})

test('the same release again changes nothing', async () => {
  const again = await deploy(await released({ DisplayName: 'one' }))
  expect(again.outcome).toBe('no-changes')
})
