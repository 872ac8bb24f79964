import { expect, test } from '@jest/globals'
import type { Context } from '../../core/run/context.ts'
import type { GateReport } from '../../delivery/gate/report/gate-report.ts'
import { writeReports } from './write-reports.ts'

test('no form of the report has a character that turns text around, hides it or writes on a terminal', async () => {
  const name = 'failed \u202epassed\u202c \u200b\u009b2J'
  const coverage = { covered: 0, total: 0, percent: 100, items: [] }
  const scenario = {
    ...{ name, status: 'passed', place: { file: name, line: 1 }, milliseconds: 1, activityCount: 0, activities: [] },
  }
  const report = {
    ...{ application: name, environment: name, verdict: 'passed', reasons: [], partial: false, milliseconds: 1 },
    ...{ startedAt: '2026-01-01T00:00:00Z', scenarios: [scenario], warnings: [{ text: name }] },
    coverage: { events: coverage, views: coverage, queries: coverage, projections: coverage },
    preparation: { deployment: [], milliseconds: 1 },
  } as unknown as GateReport
  const written = new Map<string, string>()
  const files = {
    readText: async () => 'SLOT_title SLOT_report',
    write: async (path: string, text: string) => void written.set(path, text),
  }
  await writeReports(report, 'out', { files, folders: { toolkit: '.' } } as unknown as Context)

  expect([...written.keys()].sort()).toEqual(
    ['html', 'json', 'junit.xml', 'md'].map((end) => `out/quality-gate.${end}`),
  )
  expect([...written.values()].filter((text) => /[\u202c\u202e\u200b\u009b]/.test(text))).toEqual([])
  expect(JSON.parse(written.get('out/quality-gate.json')!).application).toBe(name)
  expect(written.get('out/quality-gate.html')).toContain('failed \\u202epassed')
})
