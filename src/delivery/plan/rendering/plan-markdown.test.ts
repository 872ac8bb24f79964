import { expect, test } from '@jest/globals'
import { brokenRows, hostileText, liveMarkup } from '../../../../test/support/live-markdown.ts'
import type { FingerprintedPlan, PlannedChange } from '../plan.ts'
import type { RiskLabel } from '../risk/risk.ts'
import { planMarkdown } from './plan-markdown.ts'

function change(resource: string, ...risks: readonly RiskLabel[]): PlannedChange {
  return {
    effect: 'modify',
    resource,
    type: 'AWS::IAM::Role',
    properties: ['Policies'],
    because: [],
    risks: risks.map((label) => ({ label, text: `${label} of ${resource}` })),
  }
}

function planOf(...changes: readonly PlannedChange[]): FingerprintedPlan {
  return {
    formatVersion: 2,
    kind: 'update',
    stack: 'shop',
    account: '111111111111',
    region: 'eu-west-1',
    templateDigest: 't',
    parametersDigest: 'p',
    parameters: [],
    capabilities: [],
    includeNested: false,
    importExisting: false,
    deploymentMode: 'STANDARD',
    disableRollback: false,
    terminationProtection: false,
    resolvedParameters: {},
    changes,
    fingerprint: '4be107d293aa'.padEnd(64, '0'),
  }
}

test('the most severe risks come first', () => {
  const markdown = planMarkdown(planOf(change('A', 'access'), change('B', 'exposure', 'data loss')))
  expect([...markdown.matchAll(/^\| \*\*(.+?)\*\*/gm)].map(([, label]) => label)).toEqual([
    'data loss',
    'exposure',
    'access',
  ])
})

test('no name of a template becomes markup, in any column', () => {
  const hostile: PlannedChange = {
    ...change(hostileText),
    effect: 'replace',
    type: hostileText,
    properties: [hostileText],
    because: [hostileText],
    risks: [{ label: 'access', text: hostileText }],
  }
  const markdown = planMarkdown({ ...planOf(hostile), stack: hostileText }, { label: hostileText })
  expect(liveMarkup(markdown)).toEqual([])
  expect(brokenRows(markdown)).toEqual([])
  expect(markdown.match(/evil&#41;/g)!.length).toBeGreaterThan(6)
})
