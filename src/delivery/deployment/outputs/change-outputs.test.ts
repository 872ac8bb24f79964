import { expect, test } from '@jest/globals'
import type { FingerprintedPlan, PlannedChange } from '../../plan/plan.ts'
import { changeOutputs, plannedOutputs } from './change-outputs.ts'

const change = (
  effect: PlannedChange['effect'],
  resource: string,
  more: Partial<PlannedChange> = {},
): PlannedChange => ({
  effect,
  resource,
  type: 'AWS::SQS::Queue',
  properties: [],
  because: [],
  risks: [],
  ...more,
})
const planOf = (...changes: PlannedChange[]) =>
  ({ fingerprint: 'f'.repeat(64), kind: 'update', stack: 'parking', changes }) as unknown as FingerprintedPlan
const shown = (...changes: PlannedChange[]) => JSON.parse(plannedOutputs(planOf(...changes), '').changesSummary)

test.each<[PlannedChange['effect'], object]>([
  ['add', { Action: 'Add' }],
  ['modify', { Action: 'Modify', Replacement: 'False' }],
  ['replace', { Action: 'Modify', Replacement: 'True' }],
  ['may-replace', { Action: 'Modify', Replacement: 'Conditional' }],
  ['remove', { Action: 'Remove' }],
  ['import', { Action: 'Import' }],
  ['revert', { Action: 'SyncWithActual' }],
  ['unknown', { Action: 'Dynamic' }],
])('%s is told in the words of the service', (effect, words) => {
  const { ResourceChange } = shown(change(effect, 'A')).changes[0]
  expect(ResourceChange).toEqual({ ...words, LogicalResourceId: 'A', ResourceType: 'AWS::SQS::Queue', Details: [] })
})

test('properties are named, with those that force a replacement, and no value of them', () => {
  const replaced = { properties: ['QueueName', 'Tags'], because: ['QueueName'], physicalId: 'q-1', former: 'Retain' }
  expect(shown(change('replace', 'Outer/A', replaced)).changes[0].ResourceChange).toMatchObject({
    LogicalResourceId: 'Outer/A',
    PhysicalResourceId: 'q-1',
    PolicyAction: 'Retain',
    Scope: ['Properties'],
    Details: [
      { Target: { Attribute: 'Properties', Name: 'QueueName', RequiresRecreation: 'Always' } },
      { Target: { Attribute: 'Properties', Name: 'Tags', RequiresRecreation: 'Never' } },
    ],
  })
})

test('more than fifty changes are cut, and counted', () => {
  const many = Array.from({ length: 51 }, (_, index) => change('add', `R${index}`))
  const { changes, totalChanges, truncated } = shown(...many)
  expect([changes.length, totalChanges, truncated]).toEqual([50, 51, true])
})

test('without changes there is still JSON and a heading', () => {
  const none = { replaced: 0, changed: 0, added: 0, removed: 0 }
  const ended = { outcome: 'no-changes', plan: undefined, changes: none, summary: 'no changes' } as const
  const outputs = changeOutputs(ended)
  expect(outputs).toMatchObject({ hasChanges: false, changesCount: 0, changesText: 'no changes' })
  expect(outputs.changesMarkdown).toBe('## CloudFormation Change Set\n\nno changes\n')
  expect(JSON.parse(outputs.changesSummary)).toEqual({
    changes: [],
    totalChanges: 0,
    truncated: false,
    status: 'FAILED',
    executionStatus: 'UNAVAILABLE',
  })
})
