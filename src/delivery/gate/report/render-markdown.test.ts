import { expect, test } from '@jest/globals'
import { brokenRows, hostileText, liveMarkup } from '../../../../test/support/live-markdown.ts'
import type { GateReport } from './gate-report.ts'
import { gateFailures, gateVerdict, renderMarkdown } from './render-markdown.ts'

/** A report that says no, with one text in every name. */
function rejected(text: string): GateReport {
  const place = { file: text, line: 18 }
  const unreached = {
    covered: 0,
    total: 1,
    percent: 0,
    minimum: 70,
    items: [{ name: text, place, scenarios: [], elsewhere: false }],
  }
  const activity = {
    number: 1,
    kind: 'query',
    title: text,
    description: text,
    place,
    status: 'failed',
    startedAfter: 0,
    milliseconds: 1000,
    tries: 3,
    traceId: text,
    failure: { text, expected: text, got: text, place },
  } as const
  const timing = { place, extends: [], lane: 1, startedAfter: 0, milliseconds: 1000 }
  return {
    format: 'liftlock-gate-report',
    version: 1,
    application: text,
    environment: text,
    stack: { name: text, id: 'i' },
    release: 'f'.repeat(64),
    startedAt: '2026-01-01T00:00:00.000Z',
    milliseconds: 1234,
    verdict: 'failed',
    reasons: ['1 of 2 scenarios failed, 1 skipped', text],
    partial: false,
    lanes: 1,
    preparation: { milliseconds: 0, emptied: [], revoked: 0, removedGroups: [], deployment: [] },
    scenarios: [
      { ...timing, name: text, status: 'failed', activityCount: 3, activities: [activity] },
      { ...timing, name: text, status: 'skipped', reason: text, activityCount: 3, activities: [] },
    ],
    coverage: { events: unreached, views: unreached, queries: unreached, projections: unreached },
    warnings: [{ text, scenario: text, place }],
  }
}

test('no name of a model and no answer of a service becomes markup, in any column', () => {
  const markdown = renderMarkdown(rejected(hostileText))
  expect(liveMarkup(markdown)).toEqual([])
  expect(brokenRows(markdown)).toEqual([])
  expect(markdown.match(/evil&#41;/g)!.length).toBeGreaterThan(12)
})

test('a refusal is said once, in one line, and the step that failed stands at once below', () => {
  const report = { ...rejected('ParkCar'), reasons: ['1 of 2 scenarios failed, 1 skipped'] }
  expect(gateVerdict(report)).toBe('rejected, 1 of 2 scenarios failed, 1 skipped')
  const details = gateFailures(report)
  expect(details.split('\n')[0]).toBe('**ParkCar**, activity 1 of 3, ParkCar (`ParkCar:18`)')
  expect(details).not.toMatch(/reject|scenarios failed/)
})

test('further reasons are counted in the verdict and said below', () => {
  const report = { ...rejected('ParkCar'), reasons: ['a', 'b', 'c'] }
  expect(gateVerdict(report)).toBe('rejected, a and 2 more')
  expect(gateFailures(report).split('\n').slice(0, 2)).toEqual(['- also: b', '- also: c'])
})
