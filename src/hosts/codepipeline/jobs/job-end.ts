import type { FailureType, JobFailure, JobSuccess } from '../../../core/ports/jobs.ts'
import { explainCommand } from '../../../core/run/command-words.ts'
import type { StageDescription } from '../../../core/run/describe.ts'
import type { FailureReason } from '../../../core/run/failure-reasons.ts'
import { cutText } from '../../../core/run/finding-limits.ts'
import type { Result } from '../../../core/run/host.ts'
import { failureText } from '../../shared/result-text.ts'
import { goesOn } from '../goes-on.ts'
import { outputVariables } from '../output-variables.ts'

/** How a job ends: its action is over, or gets another job that goes on with the stage. */
export type JobEnd =
  | { readonly kind: 'success'; readonly success: JobSuccess; readonly leftOut: readonly string[] }
  | { readonly kind: 'failure'; readonly failure: JobFailure }
  | { readonly kind: 'goes-on' }

/** Characters (API Reference, `ExecutionSummary`, `Message` and `ExecutionId`). */
const longest = { summary: 2048, message: 5000, externalId: 1500 } as const

/**
 * What the service is told about a stage that ended.
 * @param result in the words of the host, with secrets removed
 * @param externalId names the run where its log lies
 * @param mask removes secrets from outputs
 */
export function jobEnd(
  result: Result<string>,
  {
    outputs,
    externalId,
    mask,
  }: Pick<StageDescription, 'outputs'> & { externalId: string; mask: (text: string) => string },
): JobEnd {
  if (goesOn(result)) return { kind: 'goes-on' }
  const id = cutText(externalId, longest.externalId)
  if (result.kind !== 'done')
    return { kind: 'failure', failure: { type: failureType(result), message: messageOf(result), externalId: id } }
  const { variables, leftOut } = outputVariables(result, outputs, mask)
  const named = ['release', 'fingerprint'].flatMap((name) => (variables[name] ? [`${name}=${variables[name]}`] : []))
  const summary = cutText([`${result.stage}: ${result.outcome}`, ...named].join(' '), longest.summary)
  return { kind: 'success', success: { summary, externalId: id, variables }, leftOut }
}

/** The text that a terminal shows, so that whoever follows the pipeline finds the reason in it. */
function messageOf(result: Exclude<Result<string>, { kind: 'done' }>): string {
  if (result.kind === 'bug') return `${result.stage}: this is a bug in liftlock; the log of the worker has it`
  return cutText(failureText(result, '✗', explainCommand), longest.message)
}

const permission: readonly FailureReason[] = [
  'access-denied',
  'credentials-missing',
  'credentials-expired',
  'credentials-invalid',
]
const unavailable: readonly FailureReason[] = ['throttled', 'service-unavailable', 'endpoint-unreachable']

function failureType(result: Exclude<Result<string>, { kind: 'done' }>): FailureType {
  if (result.kind === 'bug') return 'JobFailed'
  const { reason, outcome } = result.error
  if (permission.includes(reason)) return 'PermissionError'
  if (unavailable.includes(reason)) return 'SystemUnavailable'
  return outcome === 'invalid-input' || reason === 'job-refused' ? 'ConfigurationError' : 'JobFailed'
}
