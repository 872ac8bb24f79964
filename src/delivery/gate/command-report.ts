import { defined } from '../../core/run/defined.ts'
import type { GateStack } from './gate-target.ts'
import type { Coverage, GateReport } from './report/gate-report.ts'
import type { TestedByCommand } from './test-command.ts'

const nothingToCover: Coverage = { covered: 0, total: 0, percent: 100, items: [] }

/** The report of a gate that has no scenarios, before its test command ran. */
export function emptyReport(facts: {
  readonly application: string
  readonly environment: string
  readonly stack: Pick<GateStack, 'name' | 'id'>
  readonly release: string | undefined
  readonly startedAt: Date
}): GateReport {
  const { application, environment, stack, release, startedAt } = facts
  return {
    format: 'liftlock-gate-report',
    version: 1,
    application,
    environment,
    stack: { name: stack.name, id: stack.id },
    ...defined({ release }),
    startedAt: startedAt.toISOString(),
    milliseconds: 0,
    verdict: 'passed',
    reasons: [],
    partial: false,
    lanes: 1,
    preparation: { milliseconds: 0, emptied: [], revoked: 0, removedGroups: [], deployment: [] },
    scenarios: [],
    coverage: { events: nothingToCover, views: nothingToCover, queries: nothingToCover, projections: nothingToCover },
    warnings: [],
  }
}

/**
 * The report with what a test command found: its row stands after the scenarios, and its failure is one of the reasons.
 */
export function withTestCommand(report: GateReport, { command, record }: TestedByCommand): GateReport {
  const failed = command.status === 'failed' ? [`the test command failed: ${command.line}`] : []
  const reasons = [...report.reasons, ...failed]
  return {
    ...report,
    milliseconds: report.milliseconds + command.milliseconds,
    verdict: reasons.length === 0 ? 'passed' : 'failed',
    reasons,
    scenarios: [...report.scenarios, record],
    testCommand: command,
  }
}
