import type { Clock } from '../../../core/ports/clock.ts'
import type { Result } from '../../../core/run/host.ts'
import type { Outcome } from '../../../core/run/outcome.ts'
import type { Report } from '../../../core/run/report.ts'
import type { LineResult, StepRecord } from '../run-line.ts'
import type { LineView } from '../view.ts'

/** How a row ended. */
export interface RowEnd {
  readonly outcome: Outcome
  readonly outputs: Readonly<Record<string, unknown>>
  /** The result in a few words. */
  readonly text: string
  /** Default: the time until it was seen. */
  readonly seconds?: number
}

/** Runs the rows of a pipeline after the steps of a line, and keeps a record of each. */
export interface RowRunner {
  /** Shows a report beside the row that runs. */
  report(event: Report<string>): void
  /** @param work gives a text in place of an end for a row that is skipped; an error ends the line */
  run(name: string, work: () => Promise<RowEnd | string>): Promise<void>
  /** @param failure what stopped the line; undefined at its end */
  end(failure?: LineResult['failure']): LineResult
}

/** @param before the steps that ran */
export function rowRunner(before: LineResult, view: LineView, clock: Pick<Clock, 'elapsed'>): RowRunner {
  const records: StepRecord[] = [...before.records]
  let { state } = before
  let running = { name: '', began: 0 }
  const passed = () => (clock.elapsed() - running.began) / 1000
  return {
    report: (event) => view.report(running.name, event),
    async run(name, work) {
      running = { name, began: clock.elapsed() }
      view.begin(name)
      const end = await work()
      if (typeof end === 'string') {
        view.end(name, 'skipped', end, passed())
        return
      }
      const { outcome, outputs, text, seconds = passed() } = end
      view.end(name, 'done', text, seconds)
      records.push({ step: name, outcome, seconds, outputs })
      state = { ...state, outputs: { ...state.outputs, [name]: outputs } }
    },
    end(failure) {
      if (failure !== undefined) {
        view.end(running.name, 'failed', reasonOf(failure), passed())
        records.push({ step: running.name, outcome: outcomeOf(failure), seconds: passed(), outputs: {} })
      }
      return { records, failure, state }
    },
  }
}

type Failure = Exclude<Result, { kind: 'done' }>

function reasonOf(failure: Failure): string {
  return failure.kind === 'failure' ? failure.error.reason : 'a bug'
}

function outcomeOf(failure: Failure): StepRecord['outcome'] {
  return failure.kind === 'failure' ? failure.error.outcome : 'bug'
}
