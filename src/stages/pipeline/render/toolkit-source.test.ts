import { expect, test } from '@jest/globals'
import { exampleVersion, pinnedExample } from '../../../../test/support/rendered-example.ts'
import { testContext } from '../../../../test/support/test-context.ts'
import type { Aws } from '../../../core/ports/aws.ts'
import { parseConfiguration } from '../../../delivery/environment/configuration.ts'
import { toolkitSource } from './toolkit-source.ts'
import { pipelineSettings } from './wanted-pipeline.ts'

test('an archive that others uploaded needs the bucket too, and only a render alone asks for none', async () => {
  const asked: string[] = []
  const buckets = async () => ({
    versioning: async (bucket: string, owner: string) => {
      asked.push(`${bucket} of ${owner}`)
      return 'enabled' as const
    },
  })
  const account = { region: 'eu-west-1', buckets, objects: {} }
  const context = { ...testContext(), aws: { at: () => account } as unknown as Aws }
  const settings = pipelineSettings(await parseConfiguration(pinnedExample(), 'liftlock.yml', () => {}))
  const inputs = { configuration: '/nowhere', out: '/nowhere', makeBucket: false }

  const alone = await toolkitSource({ ...inputs, upload: false }, settings, context)
  expect(asked).toEqual([])
  const uploading = await toolkitSource({ ...inputs, upload: true }, settings, context)

  expect(asked).toEqual(['parking-desk-pipeline-source of 333333333333'])
  expect([alone, uploading]).toEqual([uploading, { key: 'toolkit.zip', version: exampleVersion, uploaded: false }])
})
