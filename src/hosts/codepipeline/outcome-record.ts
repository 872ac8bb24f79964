import { cutText } from '../../core/run/finding-limits.ts'
import type { Result } from '../../core/run/host.ts'
import { jsonText } from '../shared/json-text.ts'
import { resultJson } from '../shared/result-text.ts'

/** So much of a message is enough beside the text above the record. */
const longestMessage = 1000

/**
 * The last line in the log of an action: how the stage ended, as one JSON object. It has the members of `--json`
 * without the outputs, so that whoever follows the pipeline reads both alike.
 * @param result with secrets removed
 * @param execution id of the execution of the pipeline
 */
export function outcomeRecord(result: Result<string>, execution: string): string {
  const { stage, outcome, error } = resultJson(result) as {
    readonly stage: string
    readonly outcome: string
    readonly error?: { readonly reason: string; readonly message: string }
  }
  const failure = error && { error: { reason: error.reason, message: cutText(error.message, longestMessage) } }
  return jsonText({ stage, outcome, ...failure, execution })
}
