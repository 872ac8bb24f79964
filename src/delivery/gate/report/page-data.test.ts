import { expect, test } from '@jest/globals'
import type { Coverage, GateReport } from './gate-report.ts'
import { pageReport } from './page-data.ts'

const place = { file: 'scenarios/visit.xml', line: 3 }
const item = (name: string, scenarios: string[] = [], elsewhere = false) => ({ name, place, scenarios, elsewhere })
const half = (minimum?: number): Coverage => ({
  covered: 1,
  total: 2,
  percent: 50,
  ...(minimum !== undefined && { minimum }),
  items: [item('GarageOpened', ['Visit']), item('GarageClosed')],
})
const failure = { text: 'the garage is full', expected: '1', got: '0', place }
const activity = { number: 2, kind: 'query', description: '', place, startedAfter: 0, milliseconds: 1, tries: 1 }
const scenario = { place, extends: [], lane: 1, startedAfter: 0, milliseconds: 1, activityCount: 3 }

function report(changes: Partial<GateReport> = {}): GateReport {
  return {
    format: 'liftlock-gate-report',
    version: 1,
    application: 'parking',
    environment: 'staging',
    stack: { name: 'parking', id: 'i' },
    startedAt: '2026-01-01T00:00:00.000Z',
    milliseconds: 10,
    verdict: 'failed',
    reasons: [],
    partial: false,
    lanes: 1,
    preparation: { milliseconds: 0, emptied: [], revoked: 0, removedGroups: [], deployment: [] },
    scenarios: [],
    coverage: { events: half(70), views: half(50), queries: half(), projections: half() },
    warnings: [],
    ...changes,
  }
}

test('a set below its minimum is short, one that reaches it is enough, one without a minimum is not judged', () => {
  const { events, views, queries, projections } = pageReport(report()).coverage
  expect([events, views, queries, projections].map(({ verdict }) => verdict)).toEqual([
    'short',
    'enough',
    'not-judged',
    'not-judged',
  ])
})

test('coverage is not judged when only some scenarios ran', () => {
  expect(pageReport(report({ partial: true })).coverage.events.verdict).toBe('not-judged')
})

test('an item is reached by a scenario, or by something outside of them', () => {
  const events = { ...half(70), items: [item('a', ['Visit']), item('b', [], true), item('c')] }
  const { coverage } = pageReport(report({ coverage: { ...report().coverage, events } }))
  expect(coverage.events.items.map(({ reached }) => reached)).toEqual([true, true, false])
})

test('what failed is a component without its deployment, then the last activity of each failed scenario', () => {
  const missing = { component: 'Desk', status: 'missing', message: '', place } as const
  const broken = { component: 'Bot', status: 'error', message: 'no table', place } as const
  const done = { component: 'Log', status: 'success', message: '', place } as const
  const activities = [
    { ...activity, number: 1, title: 'mutation Garage.open', status: 'passed' },
    { ...activity, title: 'query Garage.get', status: 'failed', failure },
  ] as const
  const { failures, counts } = pageReport(
    report({
      preparation: { ...report().preparation, deployment: [missing, broken, done] },
      scenarios: [
        { ...scenario, name: 'Visit', status: 'failed', activities },
        { ...scenario, name: 'Leave', status: 'passed', activities: activities.slice(0, 1) },
        { ...scenario, name: 'Later', status: 'skipped', reason: 'Visit failed', activities: [] },
      ],
    }),
  )
  expect(failures).toEqual([
    { failure: { text: 'Desk: no answer to the deployment', place } },
    { failure: { text: 'Bot: no table', place } },
    { scenario: 'Visit', step: 'activity 2 of 3, query Garage.get', failure },
  ])
  expect(counts).toEqual({ passed: 1, failed: 1, skipped: 1 })
})
