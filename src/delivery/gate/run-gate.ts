import type { GateScenario } from '../../core/gate/gate-definition.ts'
import { defined } from '../../core/run/defined.ts'
import { countOf } from '../../core/text/count-of.ts'
import { awaitDeployment } from './await-deployment.ts'
import { cleanEnvironment } from './clean-environment.ts'
import { coverageOf } from './coverage/coverage.ts'
import { type ObservedEvents, observeEvents } from './coverage/observed-events.ts'
import { traceWarnings, withSettledTraces } from './coverage/settled-traces.ts'
import type { GateOptions, GatePorts, GateRun } from './gate-run.ts'
import { targetOf } from './gate-target.ts'
import type { GateReport, Preparation, ScenarioRecord } from './report/gate-report.ts'
import { reasonsOf } from './report/verdict.ts'
import { type Lane, planLanes } from './scenario/plan-lanes.ts'
import { runScenario } from './scenario/run-scenario.ts'
import { createSecrets } from './secrets.ts'
import { testUsers } from './test-users.ts'

/**
 * Runs the quality gate against a deployed stack (model format 13): waits until the deployment has settled, cleans,
 * runs the scenarios in dependency order, and measures coverage. Temporary resources of the run are removed at the end,
 * also when it fails or is aborted.
 * @returns the report; a failed scenario is a finding, not an error
 * @throws StageError `gate-invalid`, `clean-forbidden`, and the errors of the services
 */
export async function runGate(options: GateOptions, ports: GatePorts): Promise<GateReport> {
  const startedAt = ports.clock.now().toISOString()
  const start = ports.clock.elapsed()
  const lanes = planLanes(options.definition.scenarios, options.lanes, options.scenario)
  const target = targetOf(options.definition, options.stack)
  const secrets = createSecrets(ports.report)
  if (target.apiKey !== undefined) secrets.hide(target.apiKey)
  const since = () => Math.round(ports.clock.elapsed() - start)
  const stop = new AbortController()
  const stoppable = { ...ports, signal: AbortSignal.any([ports.signal, stop.signal]) }
  const run: GateRun = { options, ports: stoppable, target, secrets, since, traceIds: new Map() }

  const preparation = await prepare(run)
  const events = await observeEvents(run)
  try {
    const records = await allOrStop(
      stop,
      lanes.map((lane, index) => runLane(run, lane, index + 1, events)),
    )
    const scenarios = await withSettledTraces(run, inOrder(records.flat(), options.definition.scenarios, lanes))
    await events.settle(scenarios.every(({ status }) => status === 'passed'))
    const found = {
      preparation,
      scenarios,
      coverage: coverageOf(options.definition, scenarios, events),
      partial: options.scenario !== undefined,
    }
    const reasons = reasonsOf(found)
    return secrets.mask({
      format: 'liftlock-gate-report',
      version: 1,
      application: options.definition.application,
      environment: options.environment,
      stack: { name: options.stack.name, id: options.stack.id },
      ...defined({ release: options.release }),
      startedAt,
      milliseconds: since(),
      verdict: reasons.length === 0 ? 'passed' : 'failed',
      reasons,
      lanes: lanes.length,
      ...found,
      warnings: traceWarnings(scenarios),
    })
  } finally {
    await events.close()
  }
}

/** Waits for the deployment first, so that no component writes into tables while they are emptied. */
async function prepare(run: GateRun): Promise<Preparation> {
  const start = run.since()
  const deployment = await awaitDeployment(run)
  const cleaned = await cleanEnvironment(run)
  for (const { table, items } of cleaned.emptied)
    if (items > 0) run.ports.report({ kind: 'note', text: `${table}: ${countOf(items, 'item')} removed` })
  return { milliseconds: run.since() - start, deployment, ...cleaned }
}

async function runLane(
  run: GateRun,
  lane: Lane,
  number: number,
  events: ObservedEvents,
): Promise<readonly ScenarioRecord[]> {
  const users = testUsers(run, number)
  const ended = new Map<string, { readonly record: ScenarioRecord; readonly variables: ReadonlyMap<string, unknown> }>()
  for (const scenario of lane) {
    const failed = scenario.extends.find((parent) => ended.get(parent)?.record.status !== 'passed')
    const variables = new Map(scenario.extends.flatMap((parent) => [...(ended.get(parent)?.variables ?? [])]))
    const record =
      failed === undefined
        ? await runScenario({ run, scenario, users, variables, user: 1 }, number)
        : skipped(run, scenario, number, failed)
    ended.set(scenario.name, { record, variables })
    run.ports.report({ kind: 'note', text: lineOf(record) })
    await events.collect()
  }
  return [...ended.values()].map(({ record }) => record)
}

/** The first lane that fails stops the others. Waits for all of them, so that none continues in the background. */
async function allOrStop<T>(stop: AbortController, lanes: readonly Promise<T>[]): Promise<readonly T[]> {
  try {
    return await Promise.all(lanes)
  } catch (error) {
    stop.abort(error)
    await Promise.allSettled(lanes)
    throw error
  }
}

function skipped(run: GateRun, scenario: GateScenario, lane: number, parent: string): ScenarioRecord {
  const { name, place, extends: parents, activities } = scenario
  const reason = `it extends ${parent}`
  const times = { startedAfter: run.since(), milliseconds: 0 }
  return {
    name,
    place,
    extends: parents,
    status: 'skipped',
    reason,
    lane,
    ...times,
    activityCount: activities.length,
    activities: [],
  }
}

function lineOf({ name, status, reason, milliseconds, activityCount }: ScenarioRecord): string {
  if (status === 'skipped') return `${name} skipped: ${reason}`
  return `${name} ${status}, ${activityCount} activities (${(milliseconds / 1000).toFixed(1)} s)`
}

/** The order in which a single lane would run them, whatever the number of lanes. */
function inOrder(
  records: readonly ScenarioRecord[],
  scenarios: readonly GateScenario[],
  lanes: readonly Lane[],
): readonly ScenarioRecord[] {
  const wanted = new Set(lanes.flat().map(({ name }) => name))
  const [one] = planLanes(
    scenarios.filter(({ name }) => wanted.has(name)),
    1,
  )
  return (one ?? []).map(({ name }) => records.find((record) => record.name === name)!)
}
