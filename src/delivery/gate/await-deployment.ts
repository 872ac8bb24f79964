import { poll } from '../../core/pacing/poll.ts'
import { StageError } from '../../core/run/stage-error.ts'
import { isOf, readTraces } from './coverage/traces.ts'
import { gatePolling } from './gate-polling.ts'
import type { GateRun } from './gate-run.ts'
import type { Preparation, TraceRecord } from './report/gate-report.ts'
import { ActivityFailure } from './scenario/activity-failure.ts'

/** Traces are stored for 30 days (model format 18), so those of an older deployment are gone. */
const daysOfTraces = 29

/** The stack parameter that holds the release's digest (docs/decisions/0001). */
const releaseParameter = 'LiftlockRelease'

/**
 * Waits until every component that reacts to the deployment has ended, so that none of them writes while the databases
 * are emptied. A component that fails or never reacts is part of the result, and fails the gate.
 */
export async function awaitDeployment(run: GateRun): Promise<Preparation['deployment']> {
  const { definition, stack, traceTimeoutSeconds } = run.options
  const release = stack.parameters[releaseParameter]
  const components = definition.afterDeployment
  if (components.length === 0 || definition.traces === undefined || release === undefined || isOld(run)) return []

  const traceId = `deployment-${release}`
  let traces: readonly TraceRecord[] = []
  await poll(run.ports, gatePolling(traceTimeoutSeconds), async (number) => {
    traces = (await readTraces(run, traceId, components[0]!.place).catch(refused)) ?? traces
    const waiting = components.filter(({ component }) => endOf(component, traces) === undefined)
    if (waiting.length === 0) return true
    const names = waiting.map(({ component }) => component).join(', ')
    if (number === 2) run.ports.report({ kind: 'progress', text: `waiting for ${names} to answer the deployment` })
    return undefined
  })
  return components.map(({ component, place }) => {
    const end = endOf(component, traces)
    return { component, place, status: statusOf(end), message: end?.message ?? '' }
  })
}

function refused(error: unknown): never {
  if (!(error instanceof ActivityFailure)) throw error
  throw new StageError('service-refused', `the API gives no traces of the deployment: ${error.message}`, {
    hint: 'check that gate.json belongs to the application of this stack',
    cause: error,
  })
}

function endOf(component: string, traces: readonly TraceRecord[]): TraceRecord | undefined {
  return traces.findLast((trace) => isOf(component, trace) && (trace.status === 'success' || trace.status === 'error'))
}

function statusOf(end: TraceRecord | undefined): 'success' | 'error' | 'missing' {
  if (end === undefined) return 'missing'
  return end.status === 'success' ? 'success' : 'error'
}

function isOld({ options, ports }: GateRun): boolean {
  if (options.deployedAt === undefined) return false
  return ports.clock.now().getTime() - Date.parse(options.deployedAt) > daysOfTraces * 86_400_000
}
