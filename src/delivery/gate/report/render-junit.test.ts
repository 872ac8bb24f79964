import { expect, test } from '@jest/globals'
import { parseXml } from '../../../generator/model/xml/parse-xml.ts'
import type { GateReport } from './gate-report.ts'
import { renderJunit } from './render-junit.ts'

const place = { file: 'scenarios/ParkCar.xml', line: 18 }
const none = { covered: 0, total: 0, percent: 100, items: [] }
const failure = { text: 'a <b> & "c"\u0000\ud800', expected: ']]>', got: '\n', place }
const report: GateReport = {
  format: 'liftlock-gate-report',
  version: 1,
  application: 'parking-desk',
  environment: 'staging',
  stack: { name: 's', id: 'i' },
  startedAt: '2026-01-01T00:00:00.000Z',
  milliseconds: 1234,
  verdict: 'failed',
  reasons: [],
  partial: false,
  lanes: 1,
  preparation: { milliseconds: 0, emptied: [], revoked: 0, removedGroups: [], deployment: [] },
  scenarios: [
    {
      name: 'ParkCar',
      place,
      extends: [],
      status: 'failed',
      lane: 1,
      startedAfter: 0,
      milliseconds: 1000,
      activityCount: 3,
      activities: [
        {
          number: 1,
          kind: 'query',
          title: 'query Garage.occupancy',
          description: '',
          place,
          status: 'failed',
          startedAfter: 0,
          milliseconds: 1000,
          tries: 3,
          failure,
        },
      ],
    },
  ],
  coverage: {
    events: {
      covered: 0,
      total: 1,
      percent: 0,
      minimum: 70,
      items: [{ name: 'GarageClosed', place, scenarios: [], elsewhere: false }],
    },
    views: none,
    queries: none,
    projections: none,
  },
  warnings: [],
}

test('the report is well-formed whatever the results hold, and counts what failed and what was not run', () => {
  const xml = renderJunit(report)
  expect(xml).toContain('tests="3" failures="2" skipped="1" time="1.234"')
  expect(xml).toContain('a &lt;b&gt; &amp; &quot;c&quot;\ufffd\ufffd')
  expect(parseXml('report.xml', xml).kind).toBe('document')
})
