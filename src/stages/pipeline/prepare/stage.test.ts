import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals'
import { type InMemoryObjects, inMemoryObjects } from '../../../../test/support/in-memory-objects.ts'
import { testContext } from '../../../../test/support/test-context.ts'
import { awsFromEnvironment } from '../../../aws/clients.ts'
import { sha256 } from '../../../core/sha256.ts'
import type { Artifact } from '../../../delivery/release/manifest.ts'
import { renderManifest } from '../../../delivery/release/manifest.ts'
import { nodeFiles } from '../../../system/node-files.ts'
import { preparePipeline } from './stage.ts'

const [staging, production] = ['shop-artifacts-staging', 'shop-artifacts-production']
const bytes = (text: string) => new TextEncoder().encode(text)
const template = 'Parameters: { Key: { Type: String, NoEcho: true } }\nResources: { T: { Type: AWS::SNS::Topic } }\n'
let folder: string
let objects: InMemoryObjects
beforeAll(async () => {
  folder = await nodeFiles.temporaryFolder('liftlock-prepare-')
  const environment = (region: string) => `{ region: ${region}, parameters: { Key: s3cret } }`
  await nodeFiles.write(
    join(folder, 'liftlock.yml'),
    `application: shop\nenvironments:\n  staging: ${environment('eu-west-1')}\n  production: ${environment('eu-west-1')}\n`,
  )
})
afterAll(() => nodeFiles.remove(folder))
beforeEach(() => {
  objects = inMemoryObjects()
})

/** Seals a release in the bucket of staging. @returns its digest */
function sealed(application: string, files: Readonly<Record<string, string>>): string {
  const artifact = (path: string, kind: Artifact['kind']): Artifact => {
    const body = bytes(files[path]!)
    objects.contents.set(`${staging}/blobs/sha256/${sha256(body)}`, body)
    return { path, kind, sha256: sha256(body), bytes: body.length }
  }
  const manifest = renderManifest({
    formatVersion: 1,
    application,
    template: artifact('template.yaml', 'template'),
    ...('gate.json' in files && { gate: artifact('gate.json', 'gate') }),
    artifacts: 'data.txt' in files ? [artifact('data.txt', 'file')] : [],
    parameters: ['Key'],
  })
  objects.contents.set(`${staging}/releases/sha256/${sha256(manifest)}.json`, manifest)
  return sha256(manifest)
}

async function prepared(inputs: Readonly<Record<string, string>>) {
  const out = join(folder, 'out')
  await nodeFiles.remove(out)
  const account = { ...awsFromEnvironment({}).at({ region: 'eu-west-1' }), objects, region: 'eu-west-1' }
  const context = testContext({ aws: { at: () => account } })
  const given = preparePipeline.inputs.parse({ configuration: folder, out, ...inputs })
  const ended = await preparePipeline.run(given, context).catch((error: unknown) => error)
  const written = (name: string) => (existsSync(join(out, name)) ? readFileSync(join(out, name), 'utf8') : undefined)
  return { ended, written, context }
}

test('the files hold the sealed template and scenarios, and the parameters of the environment', async () => {
  const release = sealed('shop', { 'template.yaml': template, 'gate.json': '{}' })
  const { ended, written, context } = await prepared({ release, environment: 'staging' })
  expect(ended).toEqual({ outcome: 'succeeded', release })
  expect([written('template.yaml'), written('gate.json')]).toEqual([template, '{}'])
  expect(written('configuration.json')).toBe('{"Parameters":{"Key":"s3cret"}}\n')
  const warnings = context.reports.flatMap((each) => (each.kind === 'warning' ? [each.text] : []))
  expect(warnings).toEqual(['the secret parameter Key stands in clear text in configuration.json'])
  expect(context.reports).toContainEqual({ kind: 'secret', value: 's3cret' })
})

test('for the next environment, every content of the release is copied first', async () => {
  const release = sealed('shop', { 'template.yaml': template, 'data.txt': 'data' })
  const { ended } = await prepared({ release, environment: 'production', from: 'staging' })
  expect(ended).toEqual({ outcome: 'succeeded', release })
  const copied = [...objects.contents.keys()].filter((key) => key.startsWith(production))
  expect(copied.sort()).toEqual(
    [
      `${production}/releases/sha256/${release}.json`,
      `${production}/blobs/sha256/${sha256(bytes(template))}`,
      `${production}/blobs/sha256/${sha256(bytes('data'))}`,
    ].sort(),
  )
})

test.each([
  ['a content that was exchanged', 'staging', undefined, 'release-tampered'],
  ['a content that was exchanged, on the way', 'production', 'staging', 'release-tampered'],
])('nothing is written for %s', async (_, environment, from, reason) => {
  const release = sealed('shop', { 'template.yaml': template, 'data.txt': 'data' })
  objects.contents.set(`${staging}/blobs/sha256/${sha256(bytes('data'))}`, bytes('evil'))
  const { ended, written } = await prepared({ release, environment, ...(from && { from }) })
  expect(ended).toMatchObject({ reason })
  expect(written('template.yaml')).toBeUndefined()
})

test('a release of another application, or one that is not there, is refused', async () => {
  const release = sealed('garage', { 'template.yaml': template })
  expect((await prepared({ release, environment: 'staging' })).ended).toMatchObject({ reason: 'input-invalid' })
  expect((await prepared({ release: 'a'.repeat(64), environment: 'staging' })).ended).toMatchObject({
    reason: 'release-missing',
  })
})

test('a template whose parameter nobody sets is refused before CloudFormation sees it', async () => {
  const release = sealed('shop', {
    'template.yaml':
      'Parameters: { Open: { Type: String }, Key: { Type: String } }\nResources: { T: { Type: A::B::C } }\n',
  })
  const { ended, written } = await prepared({ release, environment: 'staging' })
  expect(ended).toMatchObject({ reason: 'template-invalid', message: expect.stringContaining('Open has no value') })
  expect(written('configuration.json')).toBeUndefined()
})
