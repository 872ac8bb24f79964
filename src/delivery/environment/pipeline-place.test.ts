import { expect, test } from '@jest/globals'
import { exampleConfiguration } from '../../../test/support/rendered-example.ts'
import { pipelinePlace } from './pipeline-place.ts'

const at = { account: '333333333333', region: 'eu-west-1' }

test('the pipeline of the file is where the file says, by its own name or that of the application', async () => {
  const configuration = await exampleConfiguration()
  expect(pipelinePlace(configuration, 'parking-desk')).toEqual(at)
  const named = { ...configuration, pipeline: { ...configuration.pipeline!, name: 'desk' } }
  expect(pipelinePlace(named, 'desk')).toEqual(at)
  expect(pipelinePlace(named, 'parking-desk')).toEqual({})
})

test('of another pipeline, of none and without that part of the file, nothing is known', async () => {
  const configuration = await exampleConfiguration()
  expect(pipelinePlace(configuration, 'another')).toEqual({})
  expect(pipelinePlace(configuration, undefined)).toEqual({})
  expect(pipelinePlace({ ...configuration, pipeline: undefined }, 'parking-desk')).toEqual({})
  expect(pipelinePlace({ ...configuration, application: undefined }, undefined)).toEqual({})
})
