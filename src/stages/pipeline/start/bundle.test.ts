import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals'
import { saying } from '../../../../test/support/in-command-words.ts'
import { type InMemoryObjects, inMemoryObjects } from '../../../../test/support/in-memory-objects.ts'
import { runCommand } from '../../../../test/support/pipeline-trial.ts'
import {
  type ScriptedCodePipeline,
  type ScriptedPipeline,
  scriptedPipeline,
  startScriptedCodePipeline,
} from '../../../../test/support/scripted-codepipeline.ts'
import { testContext } from '../../../../test/support/test-context.ts'
import { writeTree } from '../../../../test/support/write-tree.ts'
import { zipOf } from '../../../../test/support/zip.ts'
import { filesIn } from '../../../../test/support/zip-contents.ts'
import type { Aws } from '../../../core/ports/aws.ts'
import { readPiece } from '../../../delivery/byte-source.ts'
import { packageStage } from '../../package/stage.ts'
import { startPipeline } from './stage.ts'

let tree: Awaited<ReturnType<typeof writeTree>>
let digest: string
let bundle: string
beforeAll(async () => {
  tree = await writeTree({
    'template.yaml': 'Resources:\n  A: { Type: AWS::Lambda::Function, Properties: { Code: a } }\n',
    'a/handler.py': 'def handler(event, context):\n    return 1\n',
    'liftlock.yml': 'application: shop\n',
  })
  bundle = join(tree.folder, 'release.zip')
  const given = { source: tree.folder, configuration: tree.folder, version: '1.4.0', export: bundle }
  digest = (await packageStage.run(packageStage.inputs.parse(given), testContext())).release as string
})
afterAll(() => tree?.remove())

let service: ScriptedCodePipeline
let shop: ScriptedPipeline
let objects: InMemoryObjects
beforeEach(async () => {
  service = await startScriptedCodePipeline()
  objects = inMemoryObjects()
  shop = scriptedPipeline('shop', { variables: [{ name: 'Release', defaultValue: 'none' }] })
  const source = (name: string, configuration: Readonly<Record<string, string>>) => ({
    name,
    actionTypeId: { category: 'Source', owner: 'AWS', provider: 'S3', version: '1' },
    configuration: { S3Bucket: 'sources', ...configuration },
  })
  const actions = [
    source('Release', { S3ObjectKey: 'release.zip', AllowOverrideForS3ObjectKey: 'true' }),
    source('Toolkit', { S3ObjectKey: 'toolkit.zip' }),
  ]
  shop.definition = { ...shop.definition, stages: [{ name: 'Source', actions }, ...shop.definition.stages!.slice(1)] }
  service.pipelines.set('shop', shop)
})
afterEach(() => service.stop())

async function start(inputs: object) {
  const store = { ...objects, create: createWhole }
  const aws: Aws = { at: (target) => ({ ...service.aws.at(target), objects: store }) }
  await runCommand(
    startPipeline,
    service,
    { pipeline: 'shop', configuration: tree.folder, detach: true, ...inputs },
    { aws },
  )
  return shop.executions[0]!.asked
}

/** Bodies in memory are bytes. */
const createWhole: InMemoryObjects['create'] = async (bucket, key, body) =>
  objects.create(bucket, key, body instanceof Uint8Array ? body : await readPiece(body, 0, body.bytes))

const asked = (version = '1') => ({
  variables: [{ name: 'Release', value: digest }],
  sourceRevisions: [
    { actionName: 'Release', revisionType: 'S3_OBJECT_KEY', revisionValue: `release/${digest}.zip` },
    { actionName: 'Release', revisionType: 'S3_OBJECT_VERSION_ID', revisionValue: version },
  ],
})

test('a bundle is uploaded once, and exactly its release starts; then its digest or version suffices', async () => {
  expect(await start({ bundle })).toEqual(asked())
  const uploads = objects.contents.history.length

  expect(await start({ bundle, again: true })).toEqual(asked())
  expect(await start({ release: digest, again: true })).toEqual(asked())
  expect(await start({ release: '1.4.0', again: true })).toEqual(asked())

  expect(objects.contents.history).toHaveLength(uploads)
  expect([...objects.contents.keys()]).toEqual([
    `sources/release/${digest}.zip`,
    'sources/release/versions/shop/1.4.0.json',
  ])
})

test.each([
  ['a version', '1.4.0', 'no bundle of version 1.4.0 of shop is in sources'],
  [
    'a digest',
    'f'.repeat(64),
    `the bundle of release ffffffffffff is not in s3://sources/release/${'f'.repeat(64)}.zip`,
  ],
])('%s whose bundle is absent starts nothing, and says how to bring it', async (_, release, message) => {
  await expect(start({ release })).rejects.toMatchObject({
    reason: 'release-missing',
    message,
    hint: saying('then give it: --bundle <release.zip>'),
  })
  expect(shop.executions).toEqual([])
})

test.each([{}, { variables: 'Release=none' }])('a start without a release (%j) starts nothing', async (inputs) => {
  await expect(start(inputs)).rejects.toMatchObject({
    reason: 'input-missing',
    hint: saying('give its digest or version with --release <RELEASE>, or its bundle with --bundle <FILE>'),
  })
  expect(shop.executions).toEqual([])
})

test('a start that names its release by the variable is taken as it is', async () => {
  expect((await start({ variables: `Release=${digest}` }))?.variables).toEqual([{ name: 'Release', value: digest }])
})

test('a version that names another release uploads nothing and starts nothing', async () => {
  const other = JSON.stringify({ release: 'e'.repeat(64), version: '1.4.0' })
  objects.contents.set('sources/release/versions/shop/1.4.0.json', Buffer.from(other))

  await expect(start({ bundle })).rejects.toMatchObject({ reason: 'version-taken' })

  expect([...objects.contents.keys()]).toEqual(['sources/release/versions/shop/1.4.0.json'])
  expect(shop.executions).toEqual([])
})

test('versions of two applications in one bucket do not meet', async () => {
  const other = JSON.stringify({ release: 'e'.repeat(64), version: '1.4.0' })
  objects.contents.set('sources/release/versions/other/1.4.0.json', Buffer.from(other))

  expect(await start({ bundle })).toEqual(asked('2'))
  expect(await start({ release: '1.4.0', again: true })).toEqual(asked('2'))
})

test('a bundle of another application than that of liftlock.yml uploads nothing and starts nothing', async () => {
  const other = await writeTree({ 'liftlock.yml': 'application: bakery\n' })
  await expect(start({ bundle, configuration: other.folder })).rejects.toMatchObject({
    reason: 'input-invalid',
    message: expect.stringContaining('holds a release of shop, and liftlock.yml is that of bakery'),
  })
  await other.remove()
  expect([[...objects.contents.keys()], shop.executions]).toEqual([[], []])
})

test('without liftlock.yml a bundle is taken as it is, and a version asks for its application', async () => {
  const bare = await writeTree({ 'README.md': '' })
  expect(await start({ bundle, configuration: bare.folder })).toEqual(asked())
  await expect(start({ release: '1.4.0', again: true, configuration: bare.folder })).rejects.toMatchObject({
    reason: 'input-missing',
    hint: saying('--configuration <folder>'),
  })
  await bare.remove()
})

test('a bundle of another release than the one that is meant starts nothing', async () => {
  await expect(start({ bundle, release: '2.0.0' })).rejects.toMatchObject({ reason: 'input-invalid' })
  await expect(start({ bundle, release: 'f'.repeat(64) })).rejects.toMatchObject({ reason: 'input-invalid' })
  expect(await start({ bundle, release: digest.slice(0, 12) })).toEqual(asked())
})

test('a revision that somebody gives for the bundle is taken as it is', async () => {
  const own = await start({ release: digest, revisions: 'Release=v7' })
  expect(own?.sourceRevisions).toEqual([
    { actionName: 'Release', revisionType: 'S3_OBJECT_VERSION_ID', revisionValue: 'v7' },
  ])
})

const broken: readonly (readonly [string, (files: Record<string, string>) => void, string])[] = [
  [
    'a content that was exchanged',
    (files) => {
      files[Object.keys(files).find((name) => name.startsWith('blobs/'))!] = 'x'
    },
    'release-tampered',
  ],
  [
    'a content that is missing',
    (files) => delete files[Object.keys(files).find((name) => name.startsWith('blobs/'))!],
    'release-tampered',
  ],
  [
    'a manifest that was edited',
    (files) => {
      const name = Object.keys(files).find((each) => each.startsWith('releases/'))!
      files[name] = files[name]!.replace('shop', 'shap')
    },
    'release-tampered',
  ],
  [
    'a pointer to another release',
    (files) => {
      files['versions/shop/1.4.0.json'] = files['versions/shop/1.4.0.json']!.replace(/"release":"./, '"release":"0')
    },
    'release-tampered',
  ],
  [
    'a pointer of another application',
    (files) => Object.assign(files, { 'versions/other/1.4.0.json': '{}' }),
    'release-tampered',
  ],
  [
    'no release',
    (files) => delete files[Object.keys(files).find((name) => name.startsWith('releases/'))!],
    'release-missing',
  ],
  [
    'two releases',
    (files) => Object.assign(files, { [`releases/sha256/${'a'.repeat(64)}.json`]: '{}' }),
    'release-missing',
  ],
]

test.each(broken)('a bundle with %s is refused before anything is uploaded', async (name, change, reason) => {
  const files = { ...(await filesIn(await testContext().files.readBytes(bundle))) }
  change(files)
  const path = join(tree.folder, `${name.replaceAll(' ', '-')}.zip`)
  await testContext().files.write(path, await zipOf(files))

  await expect(start({ bundle: path })).rejects.toMatchObject({ reason })

  expect([...objects.contents.keys()]).toEqual([])
  expect(shop.executions).toEqual([])
})
