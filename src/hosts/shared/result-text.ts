import { defined } from '../../core/run/defined.ts'
import type { Result } from '../../core/run/host.ts'
import { exitCodes } from '../../core/run/outcome.ts'
import type { Finding } from '../../core/run/report.ts'
import { interruptedExitCode } from './interruption.ts'

/**
 * The exit code of the process. A run that a signal ended has the code of the signal, but for an operation that goes on
 * in AWS: this outcome counts more.
 */
export function exitCodeOf(result: Result, signal: AbortSignal): number {
  if (result.kind === 'done') return exitCodes[result.outcome]
  const outcome = result.kind === 'failure' ? result.error.outcome : 'bug'
  const interrupted = outcome === 'failed' || outcome === 'bug' ? interruptedExitCode(signal) : undefined
  return interrupted ?? exitCodes[outcome]
}

/**
 * One object for programs, the same in every host: outcome and outputs, or outcome and error.
 * @param findings about the user's files; left out when there are none
 */
export function resultJson(result: Result<string>, findings: readonly Finding<string>[] = []): Record<string, unknown> {
  const found = findings.length === 0 ? {} : { findings }
  if (result.kind === 'done') return { stage: result.stage, outcome: result.outcome, outputs: result.outputs, ...found }
  const known = result.outputs === undefined ? {} : { outputs: result.outputs }
  if (result.kind === 'failure') {
    const { reason, message, hint, outcome } = result.error
    return {
      stage: result.stage,
      outcome,
      ...known,
      error: { reason, message, ...defined({ hint }) },
      ...found,
    }
  }
  const error = { reason: 'bug', message: messageOf(result.error) }
  return { stage: result.stage, outcome: 'bug', ...known, error, ...found }
}

/**
 * The closing text of a run that failed: what is wrong, then what to do next. The caller masks it, and makes it
 * visible.
 * @param result with texts of limited length (`boundedResult`)
 * @param explained where the reader finds more about the reason: a command, or the address of a page
 */
export function failureText(
  result: Exclude<Result<string>, { kind: 'done' }>,
  mark: string,
  explained: (reason: string) => string,
): string {
  if (result.kind === 'bug') {
    const stack = result.error instanceof Error ? (result.error.stack ?? result.error.message) : String(result.error)
    return `${mark} ${result.stage}: this is a bug in liftlock\n${stack}\n  Next: report it with the text above and the command that you ran`
  }
  const { message, hint, reason } = result.error
  const next = hint === undefined ? '' : `\n  Next: ${hint.replaceAll('\n', '\n        ')}`
  return `${mark} ${result.stage}: ${message}${next}\n  Reason: ${reason} (${explained(reason)})`
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
