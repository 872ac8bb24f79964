import { expect, test } from '@jest/globals'
import { anyPipeline } from '../../../test/support/any-pipeline.ts'
import {
  classicPipeline,
  conditionalPipeline,
  containerPipeline,
  goodPipeline,
} from '../../../test/support/sample-pipelines.ts'
import { seededRandom } from '../../../test/support/seeded-random.ts'
import type { PipelineDefinition } from './definition.ts'
import { isNoValue } from './intrinsic.ts'
import { readDeclaration, readResource } from './read-definition.ts'
import { renderCreation, renderDeclaration, renderResource } from './render-definition.ts'

/** Through the words of the service and back; what the service does not answer comes from the definition before. */
function throughService(definition: PipelineDefinition): PipelineDefinition {
  const { name } = definition.pipeline
  const hasName = name !== undefined && !isNoValue(name)
  const document = renderDeclaration(definition)
  const pipeline = hasName ? document.pipeline : { ...document.pipeline, name: 'made-by-cloudformation' }
  const read = readDeclaration({ ...document, pipeline }).definition!
  const { name: _, ...unnamed } = read.pipeline
  const settings = definition.settings
  return hasName
    ? { ...read, settings }
    : { ...read, pipeline: name === undefined ? unnamed : { ...unnamed, name }, settings }
}

const seeds = Array.from({ length: 80 }, (_, index) => index + 1)

test('a definition comes back unchanged from a template, through the service, whatever it is', () => {
  for (const seed of seeds) {
    const template = anyPipeline(seededRandom(seed * 7919))
    const { definition } = readResource(template)
    expect(renderResource(definition!)).toEqual(template)
    expect(throughService(definition!)).toEqual(definition)
    expect(renderResource(throughService(definition!))).toEqual(template)
  }
})

test.each([
  ['everything of V2', goodPipeline],
  ['functions', conditionalPipeline],
  ['regions', containerPipeline],
])('a pipeline with %s comes back unchanged, in the same order', (_, sample) => {
  const { definition } = readResource(sample())
  expect(JSON.stringify(renderResource(throughService(definition!)))).toBe(JSON.stringify(sample()))
})

test('numbers as text and text as numbers are written as the service has them', () => {
  const rendered = renderResource(readResource(classicPipeline()).definition!)
  expect(rendered).toMatchObject({
    Stages: [
      { Actions: [{ RunOrder: 1, Configuration: { PollForSourceChanges: 'false' } }] },
      {},
      { Actions: [{ ActionTypeId: { Version: '1' } }, {}, {}] },
    ],
  })
  expect(renderResource(readResource(rendered).definition!)).toEqual(rendered)
})

test('regions are a mapping for the service, and tags stand beside the pipeline', () => {
  const { pipeline } = renderDeclaration(readResource(containerPipeline()).definition!)
  expect(Object.keys(pipeline.artifactStores as object)).toEqual(['eu-west-1', 'us-east-1'])
  const creation = renderCreation(readResource(goodPipeline()).definition!)
  expect(creation.tags).toEqual([{ key: 'team', value: 'shop' }])
  expect(creation.pipeline).not.toHaveProperty('tags')
  expect(readDeclaration(creation).definition!.settings).toEqual({ tags: [{ key: 'team', value: 'shop' }] })
})

test('the version and the metadata of a deployed pipeline are kept, and no template has them', () => {
  const { pipeline } = renderDeclaration(readResource(goodPipeline()).definition!)
  const answer = {
    pipeline: { ...pipeline, version: 7 },
    metadata: { pipelineArn: 'arn:aws:codepipeline:eu-west-1:1:shop' },
  }
  const { definition, findings } = readDeclaration(answer)
  expect(findings).toEqual([])
  expect(renderDeclaration(definition!)).toEqual(answer)
  expect(renderResource(definition!)).not.toHaveProperty('Version')
})
