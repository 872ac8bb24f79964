import { expect, test } from '@jest/globals'
import { writeTree } from '../../../test/support/write-tree.ts'
import type { StageError } from '../../core/run/stage-error.ts'
import { nodeFiles } from '../../system/node-files.ts'
import { findTemplate } from './find-template.ts'

async function find(tree: Readonly<Record<string, string>>, below = '') {
  const { folder, remove } = await writeTree(tree)
  try {
    const { path, folder: of, written, built } = await findTemplate(nodeFiles, `${folder}${below}`)
    return { path: path.replace(folder, ''), of: of.replace(folder, ''), written: written.replace(folder, ''), built }
  } catch (error) {
    const { reason, message } = error as StageError
    return { reason, message: message.replaceAll(folder, '') }
  } finally {
    await remove()
  }
}

const built = '.aws-sam/build/template.yaml'

test('what sam build made of the template of a folder comes first, and the folder stays that of the application', async () => {
  expect(await find({ 'template.yaml': '', [built]: '' })).toEqual({
    path: `/${built}`,
    of: '',
    written: '/template.yaml',
    built: true,
  })
})

test('a template that is named is taken as it is', async () => {
  const tree = { 'template.yaml': '', [built]: '' }

  expect(await find(tree, '/template.yaml')).toMatchObject({ path: '/template.yaml', built: false })
  expect(await find(tree, `/${built}`)).toMatchObject({ path: `/${built}`, of: '', built: true })
})

/** As the CDK 2 writes it: one function, whose code is an asset. */
const cdk = (files: Readonly<Record<string, unknown>>, dockerImages = {}) => ({
  'cdk.out/manifest.json': JSON.stringify({
    version: '41.0.0',
    artifacts: {
      'Shop.assets': { type: 'cdk:asset-manifest', properties: { file: 'Shop.assets.json' } },
      Shop: { type: 'aws:cloudformation:stack', properties: { templateFile: 'Shop.template.json' } },
    },
  }),
  'cdk.out/Shop.assets.json': JSON.stringify({
    version: '41.0.0',
    files: { abc: { source: { path: 'Shop.template.json', packaging: 'file' } }, ...files },
    dockerImages,
  }),
  'cdk.out/Shop.template.json': JSON.stringify({
    Resources: {
      Hello: {
        Type: 'AWS::Lambda::Function',
        Properties: {
          Code: { S3Bucket: { 'Fn::Sub': 'cdk-hnb659fds-assets-${AWS::AccountId}-${AWS::Region}' }, S3Key: 'def.zip' },
        },
        Metadata: { 'aws:asset:path': 'asset.def', 'aws:asset:property': 'Code' },
      },
    },
    Parameters: {
      BootstrapVersion: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/cdk-bootstrap/hnb659fds/version' },
    },
  }),
  'cdk.out/asset.def/index.js': '',
})

test.each<[string, Record<string, unknown>, Record<string, unknown>, string]>([
  ['a file', { def: { source: { path: 'asset.def', packaging: 'zip' } } }, {}, 'asset.def'],
  ['an image', {}, { img: { source: { directory: 'asset.img' } } }, 'asset.img'],
])('a template of the CDK that needs %s is refused before anything is packaged', async (_, files, images, name) => {
  expect(await find(cdk(files, images), '/cdk.out/Shop.template.json')).toEqual({
    reason: 'template-invalid',
    message: `/cdk.out/Shop.template.json is the output of cdk synth and needs 1 asset of it: ${name}`,
  })
})

test('a template of the CDK without assets is one like any other', async () => {
  expect(await find(cdk({}), '/cdk.out/Shop.template.json')).toMatchObject({ path: '/cdk.out/Shop.template.json' })
})

test('the folder of the CDK is named as what it is', async () => {
  const message = '/cdk.out is the output of cdk synth, which has one template for each stack'

  expect(await find(cdk({}), '/cdk.out')).toEqual({ reason: 'template-invalid', message })
})
