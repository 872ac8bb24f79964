import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { awsAtEndpoint } from '../../src/aws/clients.ts'
import type { AwsAccount } from '../../src/core/ports/aws.ts'
import { sha256 } from '../../src/core/sha256.ts'
import { deployRelease } from '../../src/delivery/deployment/deploy-release.ts'
import { environmentOf, parseConfiguration } from '../../src/delivery/environment/configuration.ts'
import { findEnvironmentRecord } from '../../src/delivery/environment/environment-record.ts'
import { readRelease } from '../../src/delivery/release/read-release.ts'
import { blobKey } from '../../src/delivery/release/release-keys.ts'
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
  account = {
    ...awsAtEndpoint(cloud.endpoint, { region: 'eu-west-1', account: '111111111111', secretAccessKey: 'any' }).at({}),
    objects,
  }
})

afterAll(async () => {
  await cloud.stop()
})

const configuration = await parseConfiguration(
  'application: parking\nenvironments: { staging: { parameters: { Stage: s } } }',
  'liftlock.yml',
)
const parameter = { Type: 'String', Default: 'none' }

async function released(properties: Record<string, unknown>, functions: readonly string[] = []) {
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
    artifacts: functions.map((text) => functionOf(text)),
    parameters: Object.keys(Parameters),
  }
  const contents = functions.map((text) => [sha256(textBytes(text)), textBytes(text)] as const)
  const { digest } = await writeRelease(store, manifest, new Map([[artifact.sha256, bytes], ...contents]))
  return { store, release: await readRelease(store, { release: digest }) }
}

function textBytes(text: string): Uint8Array {
  return new TextEncoder().encode(text)
}

function functionOf(text: string) {
  return { path: `functions/${text}`, kind: 'function' as const, sha256: sha256(textBytes(text)), bytes: text.length }
}

function deploy({ store, release }: Awaited<ReturnType<typeof released>>, plan?: { readonly kind: 'only' }) {
  const environment = environmentOf(configuration, 'staging')
  return deployRelease(
    { environment, bucket: store, release, permitted: plan ? { plan } : {} },
    account,
    testContext({ clock }),
  )
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

test.each([undefined, { kind: 'only' } as const])(
  'a function of the release that was replaced by other bytes of the same size is refused before anything is executed',
  async (plan) => {
    const tampered = await released({ DisplayName: 'tampered' }, ['orders'])
    await account.objects.replace(
      tampered.store.bucket,
      blobKey(functionOf('orders').sha256),
      textBytes('sredro'),
      (await account.objects.find(tampered.store.bucket, blobKey(functionOf('orders').sha256)))?.etag,
    )
    const before = cloud.service.executions.length
    await expect(deploy(tampered, plan)).rejects.toMatchObject({
      reason: 'release-tampered',
      message: expect.stringContaining('functions/orders'),
    })
    expect(cloud.service.executions).toHaveLength(before)
    expect(cloud.service.leftChangeSets).toEqual([])
    await account.objects.replace(
      tampered.store.bucket,
      blobKey(functionOf('orders').sha256),
      textBytes('orders'),
      (await account.objects.find(tampered.store.bucket, blobKey(functionOf('orders').sha256)))?.etag,
    )
  },
)
