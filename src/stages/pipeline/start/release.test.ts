import { afterAll, afterEach, beforeEach, expect, test } from '@jest/globals'
import { saying } from '../../../../test/support/in-command-words.ts'
import { inMemoryObjects } from '../../../../test/support/in-memory-objects.ts'
import { runCommand } from '../../../../test/support/pipeline-trial.ts'
import {
  type ScriptedCodePipeline,
  type ScriptedPipeline,
  scriptedPipeline,
  startScriptedCodePipeline,
} from '../../../../test/support/scripted-codepipeline.ts'
import { writeTree } from '../../../../test/support/write-tree.ts'
import type { Aws } from '../../../core/ports/aws.ts'
import { sha256 } from '../../../core/sha256.ts'
import { renderManifest } from '../../../delivery/release/manifest.ts'
import { manifestKey, versionKey } from '../../../delivery/release/release-keys.ts'
import { renderPointer } from '../../../delivery/release/version-pointer.ts'
import { startPipeline } from './stage.ts'

const manifest = renderManifest({
  formatVersion: 1,
  application: 'shop',
  template: { path: 'template.json', kind: 'template', sha256: 'c'.repeat(64), bytes: 1 },
  artifacts: [],
  parameters: [],
})
const digest = sha256(manifest)
let service: ScriptedCodePipeline
let shop: ScriptedPipeline
beforeEach(async () => {
  service = await startScriptedCodePipeline()
  shop = scriptedPipeline('shop', { variables: [{ name: 'Release' }, { name: 'Note', defaultValue: '-' }] })
  service.pipelines.set('shop', shop)
})
afterEach(() => service.stop())

/** A start with the environment staging, whose bucket has the release as version 1.4.0. */
async function start(inputs: object) {
  const objects = inMemoryObjects()
  objects.contents.set(`artifacts/${manifestKey(digest)}`, manifest)
  objects.contents.set(`artifacts/${versionKey('shop', '1.4.0')}`, renderPointer('shop', '1.4.0', digest))
  const aws: Aws = { at: (target) => ({ ...service.aws.at(target), objects }) }
  await runCommand(startPipeline, service, { pipeline: 'shop', detach: true, ...inputs }, { aws })
  return shop.executions[0]!.asked?.variables
}

const tree = await writeTree({
  'liftlock.yml': 'application: shop\nenvironments:\n  staging: { bucket: artifacts }\n',
})
afterAll(() => tree.remove())
const environment = { environment: 'staging', configuration: tree.folder }

test.each([
  ['a whole digest', { release: digest }],
  ['a whole digest with its kind', { release: `sha256:${digest}` }],
  ['the beginning of a digest', { release: digest.slice(0, 12), ...environment }],
  ['a version', { release: '1.4.0', ...environment }],
])('%s reaches the pipeline as the whole digest', async (_, inputs) => {
  expect(await start(inputs)).toEqual([{ name: 'Release', value: digest }])
})

const without = () => {
  shop.definition = { ...shop.definition, variables: [] }
}
test.each([
  [
    'a beginning without a bucket',
    () => {},
    { release: digest.slice(0, 12) },
    'input-missing',
    '--environment <environment>',
  ],
  ['a release that is not there', () => {}, { release: 'd'.repeat(64), ...environment }, 'release-missing', 'package'],
  ['a version that is not there', () => {}, { release: '2.0.0', ...environment }, 'release-missing', 'package'],
  ['a pipeline without the variable', without, { release: digest }, 'input-invalid', '--revisions <ACTION=REVISION>'],
  ['the variable given twice', () => {}, { release: digest, variables: 'Release=x' }, 'input-invalid', 'leave out'],
])('%s starts nothing', async (_, prepare, inputs, reason, hint) => {
  prepare()
  await expect(start(inputs)).rejects.toMatchObject({ reason, hint: saying(hint) })
  expect(shop.executions).toEqual([])
})
