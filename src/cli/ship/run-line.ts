import { commandWords } from '../../core/run/command-words.ts'
import type { Host, Result } from '../../core/run/host.ts'
import type { Outcome } from '../../core/run/outcome.ts'
import { runStage } from '../../core/run/run.ts'
import { spelledReport } from '../../hosts/shared/spelled-report.ts'
import type { LineState, Step } from './steps.ts'
import type { LineView } from './view.ts'

/** One step that ran. */
export interface StepRecord {
  readonly step: string
  readonly outcome: Outcome | 'invalid-input' | 'bug'
  readonly seconds: number
  readonly outputs: Readonly<Record<string, unknown>>
}

export interface LineResult {
  readonly records: readonly StepRecord[]
  /** What stopped the line; undefined when it reached its end. */
  readonly failure: Exclude<Result, { kind: 'done' }> | undefined
  readonly state: LineState
}

/** Runs the steps in order, until one fails. Each step receives the outputs of those before it. */
export async function runLine(
  steps: readonly Step[],
  start: LineState,
  host: Host,
  view: LineView,
): Promise<LineResult> {
  const { clock } = await host.context()
  let state = start
  const records: StepRecord[] = []
  for (const step of steps) {
    view.begin(step.name)
    const began = clock.elapsed()
    const result = await runStep(step, state, host, view)
    const seconds = (clock.elapsed() - began) / 1000
    if (result.kind !== 'done') {
      view.end(step.name, 'failed', result.kind === 'failure' ? result.error.reason : 'a bug', seconds)
      records.push({
        step: step.name,
        outcome: result.kind === 'failure' ? result.error.outcome : 'bug',
        seconds,
        outputs: {},
      })
      return { records, failure: result, state }
    }
    view.end(step.name, 'done', step.say(result.outputs, state), seconds)
    records.push({ step: step.name, outcome: result.outcome, seconds, outputs: result.outputs })
    state = { ...state, outputs: { ...state.outputs, [step.name]: result.outputs } }
  }
  return { records, failure: undefined, state }
}

async function runStep(step: Step, state: LineState, host: Host, view: LineView): Promise<Result> {
  const inputs = step.inputs(state)
  return runStage(await step.stage.describe(), step.stage.load, {
    signal: host.signal,
    context: async () => ({
      ...(await host.context()),
      report: (event) => view.report(step.name, spelledReport(event, commandWords)),
    }),
    input: (name) => inputs[name] || host.input(name),
    finish: async () => {},
  })
}
