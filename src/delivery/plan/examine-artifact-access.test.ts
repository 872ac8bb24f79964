import { expect, test } from '@jest/globals'
import { nestingLimits } from '../documents/limits.ts'
import { examineArtifactAccess } from './examine-artifact-access.ts'
import type { DeployedTemplates } from './tree-templates.ts'

const stack = { Type: 'AWS::CloudFormation::Stack', Properties: { TemplateURL: 'x' } }
const empty: DeployedTemplates = { template: { Resources: {} } }

function nesting(inner: DeployedTemplates, count = 1): DeployedTemplates {
  const ids = Array.from({ length: count }, (_, index) => `N${index}`)
  return {
    template: { Resources: Object.fromEntries(ids.map((id) => [id, stack])) },
    nested: new Map(ids.map((id) => [id, inner])),
  } as DeployedTemplates
}

const examine = (templates: DeployedTemplates) =>
  examineArtifactAccess(
    templates,
    { stack: undefined, parameters: { parameters: [] } } as never,
    {
      stack: 'shop',
      account: { region: 'eu-west-1' },
      artifacts: { buckets: ['artifacts'] },
    } as never,
  )

test('as many nested stacks are looked at as the limit says, and not one more', async () => {
  expect(await examine(nesting(empty, nestingLimits.stacks))).toEqual([])
  await expect(examine(nesting(empty, nestingLimits.stacks + 1))).rejects.toMatchObject({
    reason: 'template-invalid',
    message: `the template nests more than ${nestingLimits.stacks} stacks in all`,
  })
})

test('what is nested one level deeper than the limit may write, because nothing is known of it', async () => {
  const levels = (count: number) =>
    Array.from({ length: count }).reduce<DeployedTemplates>((inner) => nesting(inner), empty)
  expect(await examine(levels(nestingLimits.stackLevels))).toEqual([])
  expect(await examine(levels(nestingLimits.stackLevels + 1))).toEqual([
    expect.objectContaining({ certainty: 'possible', resource: expect.stringMatching(/^(N0\/){8}N0$/) }),
  ])
})
