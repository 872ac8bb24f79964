import { expect, test } from '@jest/globals'
import { hostileText, liveMarkup } from '../../../../test/support/live-markdown.ts'
import { inCommandWords } from '../../../core/run/command-words.ts'
import type { FingerprintedPlan, PlannedChange } from '../../plan/plan.ts'
import type { DeployResult } from '../deploy-options.ts'
import { deploymentVerdict, stepOutcome } from './deployment-verdict.ts'

const table: PlannedChange = {
  effect: 'replace',
  resource: 'ViewStore',
  type: 'AWS::DynamoDB::Table',
  properties: ['KeySchema'],
  because: ['KeySchema'],
  risks: [
    { label: 'access', text: 'more' },
    { label: 'data loss', text: 'all rows go' },
  ],
}
const [wanted, running] = ['9f3a61c04e7b', '1b2c3d4e5f60'].map((digits) => digits.padEnd(64, '0')) as [string, string]

function resultOf(outcome: DeployResult['outcome'], changes: readonly PlannedChange[] = [table]): DeployResult {
  const plan = { fingerprint: '4be107d293aa'.padEnd(64, '0'), changes } as FingerprintedPlan
  return { outcome, plan: outcome === 'no-changes' ? undefined : plan, runs: running } as DeployResult
}

const only = { kind: 'only' } as const
const end = { plan: only, target: 'production', release: { digest: wanted, version: '1.4.0' }, evidence: ['the gate'] }

test('a plan says what waits, what needs attention, which release replaces which, by what evidence, and what to do', () => {
  const { text, markdown, next } = deploymentVerdict({ ...end, result: resultOf('succeeded') })
  expect(text).toBe(
    'plan 4be1 07d2 93aa waits for approval: 1 replaced, 0 changed, 0 added, 0 removed; 1 needs your attention (data loss, access)',
  )
  expect(markdown.split('\n')).toEqual([
    '- Release `9f3a61c04e7b` (version `1.4.0`) would replace `1b2c3d4e5f60`, which runs in `production`',
    '- the gate',
  ])
  expect(inCommandWords(next!)).toMatch(/ --plan 4be107d293aa0{52}; any other plan is refused$/)
  expect(stepOutcome({ result: resultOf('succeeded'), plan: only })).toBe('planned')
})

test('an empty plan says that there are no changes and needs no approval', () => {
  const { text, next } = deploymentVerdict({ ...end, result: resultOf('no-changes') })
  expect(text).toBe('production has no changes; approval is not needed')
  expect(next).toBeUndefined()
  expect(stepOutcome({ result: resultOf('no-changes'), plan: only })).toBe('no-changes')
})

test('what was executed says what runs now, and what ran before', () => {
  const { text, markdown, next } = deploymentVerdict({ ...end, plan: undefined, result: resultOf('succeeded') })
  expect(text).toBe('succeeded, release 9f3a61c04e7b runs now')
  expect(markdown).toContain('replaced `1b2c3d4e5f60`, which ran in `production`')
  expect(next).toBeUndefined()
})

test('no name becomes markup', () => {
  const release = { digest: wanted, version: hostileText }
  const verdict = deploymentVerdict({ plan: only, target: hostileText, release, result: resultOf('succeeded') })
  expect(liveMarkup(verdict.markdown)).toEqual([])
})
