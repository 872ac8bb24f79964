import { failureReasons } from '../../core/run/failure-reasons.ts'
import { exitCodes, type Outcome } from '../../core/run/outcome.ts'
import { own } from '../../core/run/own.ts'
import type { OwnRecord } from './observed-run.ts'

/** Output variables by which an action that runs a stage of ours says how the stage ended. */
export const recordVariables = { outcome: 'outcome', reason: 'failure_reason' } as const

/** How a stage of ours ended, by the output variables of its action; undefined when they do not say so. */
export function recordInVariables(variables: Readonly<Record<string, string>>): OwnRecord | undefined {
  return recordOf(own(variables, recordVariables.outcome), own(variables, recordVariables.reason))
}

/**
 * How a stage of ours ended, by the end of the log of its action: the object that `--json` prints, or the line with the
 * reason of a failure. An action that failed has no output variables, so its log is all that there is.
 * @param lines oldest first
 */
export function recordInLog(lines: readonly string[]): OwnRecord | undefined {
  return recordInJson(lines) ?? recordInReason(lines)
}

function recordInJson(lines: readonly string[]): OwnRecord | undefined {
  const end = lines.findLastIndex((line) => /^(\{.*)?\}$/.test(line.trimEnd()))
  for (let begin = end; begin >= 0; begin -= 1) {
    if (!lines[begin]!.startsWith('{')) continue
    const value = parsed(lines.slice(begin, end + 1).join('\n'))
    return typeof value?.stage === 'string' ? recordOf(value.outcome, value.error?.reason) : undefined
  }
  return undefined
}

interface Printed {
  readonly stage?: unknown
  readonly outcome?: unknown
  readonly error?: { readonly reason?: unknown }
}

function parsed(text: string): Printed | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? value : undefined
  } catch {
    return undefined
  }
}

function recordInReason(lines: readonly string[]): OwnRecord | undefined {
  const reason = lines
    .map((line) => /^ {2}Reason: ([a-z-]+) \(.*\)\s*$/.exec(line)?.[1])
    .findLast((code) => code !== undefined && own(failureReasons, code) !== undefined)
  return reason === undefined ? undefined : recordOf(own(failureReasons, reason), reason)
}

/** Wrong input is a failure of the action that ran the stage. */
function recordOf(outcome: unknown, reason: unknown): OwnRecord | undefined {
  const known = outcome === 'invalid-input' || outcome === 'bug' ? 'failed' : outcome
  if (typeof known !== 'string' || own(exitCodes, known) === undefined) return undefined
  const isReason = typeof reason === 'string' && reason !== ''
  return { outcome: known as Outcome, ...(isReason && { reason }) }
}
