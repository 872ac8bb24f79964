import { apiKeyHeader } from '../../../core/network/header-names.ts'
import { plainText } from '../../../core/text/plain-text.ts'
import type { FilePosition } from '../../../core/run/report.ts'
import { ActivityFailure } from '../scenario/activity-failure.ts'
import type { TraceRecord } from '../report/gate-report.ts'
import type { GateRun } from '../gate-run.ts'
import { postGraphql } from '../calls/graphql.ts'
import { poll } from '../../../core/pacing/poll.ts'
import { gatePolling } from '../gate-polling.ts'
import { valueAt } from '../scenario/result-value.ts'

/** A component that must end, and the status it must end with. */
export interface ExpectedTrace {
  readonly component: string
  readonly status: 'success' | 'error'
  readonly place: FilePosition
}

/** Reads the current traces of a trace id. Undefined when the API could not answer; a refusal is an ActivityFailure. */
export async function readTraces(
  run: GateRun,
  traceId: string,
  place: FilePosition,
): Promise<readonly TraceRecord[] | undefined> {
  const { traces } = run.options.definition
  if (traces === undefined) return []
  const outcome = await postGraphql(run.ports, {
    endpoint: run.target.endpoint,
    document: traces.document,
    variables: { correlationId: traceId },
    headers: run.target.apiKey === undefined ? {} : { [apiKeyHeader]: run.target.apiKey },
  })
  if (outcome.kind === 'passing') return undefined
  if (outcome.kind !== 'answer') throw new ActivityFailure(`traces cannot be read: ${outcome.text}`, place)
  const rows = valueAt(outcome.data, traces.path)
  return Array.isArray(rows) ? rows.map(traceOf) : []
}

/**
 * Waits until every expected trace has its status, and stores the last traces in `seen`.
 * @throws ActivityFailure at once for the opposite status, or when the time is over
 */
export async function awaitTraces(
  run: GateRun,
  options: {
    readonly traceId: string
    readonly expected: readonly ExpectedTrace[]
    readonly place: FilePosition
    readonly progress: (text: string) => void
    readonly seen: (traces: readonly TraceRecord[]) => void
  },
): Promise<void> {
  if (options.expected.length === 0) return
  const limit = run.options.traceTimeoutSeconds
  let missing = options.expected
  const done = await poll(run.ports, gatePolling(limit), async (number) => {
    const traces = await readTraces(run, options.traceId, options.place)
    if (traces === undefined) return undefined
    options.seen(traces)
    refuseOpposite(options.expected, traces)
    missing = options.expected.filter((expected) => !isMet(expected, traces))
    if (missing.length === 0) return true
    if (number === 2) options.progress(`waiting for trace of ${missing.map(({ component }) => component).join(', ')}`)
    return undefined
  })
  if (done) return
  const first = missing[0]!
  throw new ActivityFailure(`no trace of ${first.component} after ${limit} s`, first.place, {
    expected: missing.map(({ component, status }) => `${component} ${status}`).join(', '),
    got: 'it has not ended',
  })
}

function refuseOpposite(expected: readonly ExpectedTrace[], traces: readonly TraceRecord[]): void {
  for (const { component, status, place } of expected) {
    const opposite = traces.find(
      (trace) => isOf(component, trace) && trace.status === (status === 'success' ? 'error' : 'success'),
    )
    if (opposite === undefined || isMet({ component, status }, traces)) continue
    const reason = opposite.message === '' ? '' : `: ${opposite.message}`
    throw new ActivityFailure(`${component} ended with ${opposite.status}`, place, {
      expected: status,
      got: `${opposite.status}${reason}`,
    })
  }
}

function isMet(
  { component, status }: Pick<ExpectedTrace, 'component' | 'status'>,
  traces: readonly TraceRecord[],
): boolean {
  return traces.some((trace) => isOf(component, trace) && trace.status === status)
}

/**
 * Whether a trace belongs to a component as scenarios name it: in full, without its subdomain, or as `Notifier-<Name>`.
 */
export function isOf(expected: string, { component }: Pick<TraceRecord, 'component'>): boolean {
  const wanted = expected.replace(/^Notifier-(.+)$/, '$1-Notifier')
  const found = component.replace(/^Notifier-(.+)$/, '$1-Notifier')
  return (
    wanted === found ||
    (wanted.split('.').length === 2 && found.split('.').slice(-2).join('.') === wanted) ||
    (found.split('.').length === 2 && wanted.split('.').slice(-2).join('.') === found)
  )
}

function traceOf(row: unknown): TraceRecord {
  const text = (name: string) => plainText(valueAt(row, name))
  return {
    component: text('component') || text('command'),
    status: text('status'),
    event: text('event'),
    message: text('message'),
    timestamp: text('timestamp'),
  }
}
