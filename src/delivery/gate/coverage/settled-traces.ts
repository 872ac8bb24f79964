import { concurrently } from '../../../core/pacing/concurrently.ts'
import type { ActivityRecord, GateWarning, ScenarioRecord, TraceRecord } from '../report/gate-report.ts'
import type { GateRun } from '../gate-run.ts'
import { poll } from '../../../core/pacing/poll.ts'
import { gatePolling } from '../gate-polling.ts'
import { readTraces } from './traces.ts'

/** How many reads run at the same time. */
const readers = 8

/**
 * What the runtime writes into the trace of an activity whose failure it ignored (`fail-silent`, model format 10.2).
 */
const silentFailure = /failed silently/i

/**
 * Reads the traces of every mutation again after all scenarios, and waits for components that began and have not ended.
 * A notifier may run long after the trace that the scenario waited for.
 */
export async function withSettledTraces(
  run: GateRun,
  scenarios: readonly ScenarioRecord[],
): Promise<readonly ScenarioRecord[]> {
  if (run.options.definition.traces === undefined) return scenarios
  const sent = scenarios.flatMap(({ activities }) => activities.filter(({ traceId }) => traceId !== undefined))
  const read = await concurrently(sent, readers, (activity) => settledTraces(run, activity))
  const settled = new Map(sent.map((activity, index) => [activity, read[index]!]))
  return scenarios.map((scenario) => ({
    ...scenario,
    activities: scenario.activities.map((activity) => {
      const traces = settled.get(activity)
      return traces === undefined ? activity : { ...activity, traces }
    }),
  }))
}

/** Ignored failures, and components that failed although no scenario expected it. */
export function traceWarnings(scenarios: readonly ScenarioRecord[]): readonly GateWarning[] {
  return scenarios.flatMap(({ name, activities }) =>
    activities.flatMap(({ number, title, place, traces = [], status }) =>
      traces.flatMap(({ component, status: state, message }) => {
        const where = { scenario: name, place }
        if (silentFailure.test(message)) return [{ text: `${component}: ${message}`, ...where }]
        if (state !== 'error' || status === 'failed') return []
        return [
          {
            text: `${component} ended with error after activity ${number} (${title})${message && `: ${message}`}`,
            ...where,
          },
        ]
      }),
    ),
  )
}

async function settledTraces(
  run: GateRun,
  { traceId, traces: known = [], place }: ActivityRecord,
): Promise<readonly TraceRecord[]> {
  let traces = known
  await poll(run.ports, gatePolling(run.options.settleSeconds), async () => {
    traces = (await readTraces(run, traceId!, place).catch(() => undefined)) ?? traces
    return isPending(traces) ? undefined : true
  })
  return traces
}

/** Whether a component began more often than it ended. */
function isPending(traces: readonly TraceRecord[]): boolean {
  const open = new Map<string, number>()
  for (const { component, status } of traces) {
    const change = status === 'requested' ? 1 : status === 'success' || status === 'error' ? -1 : 0
    open.set(component, (open.get(component) ?? 0) + change)
  }
  return [...open.values()].some((count) => count > 0)
}
