import type { FilePosition } from '../../../core/run/report.ts'
import type { Failure } from '../report/gate-report.ts'

/** Ends an activity and its scenario; the gate continues. `runScenario` always catches it. */
export class ActivityFailure extends Error {
  override readonly name = 'ActivityFailure'
  readonly failure: Failure

  constructor(text: string, place: FilePosition, details: { expected?: string; got?: string } = {}) {
    super(text)
    this.failure = { text, place, ...details }
  }
}
