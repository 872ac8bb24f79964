import { defined } from '../../../core/run/defined.ts'
import { type FailureReason, failureReasons } from '../../../core/run/failure-reasons.ts'
import { command, joined, next, type Text } from '../../../core/run/next-step.ts'
import { own } from '../../../core/run/own.ts'
import { StageError } from '../../../core/run/stage-error.ts'
import { shortArn } from '../../../pipeline/execution/execution-words.ts'
import { logStreamOf } from '../../../pipeline/execution/log-stream-of.ts'
import { releaseOf } from '../../../pipeline/execution/release-of.ts'
import type { ActionPlace, EndCause, RunEnd } from '../../../pipeline/execution/run-end.ts'
import { followAgain } from './follow-again.ts'
import type { RunView } from './run-view.ts'

type RollbackCause = Extract<EndCause, { first: EndCause }>

/** The failure that an end means, with the cause first; undefined for a success, and for a creation run. */
export function endError({ end, view }: { readonly end: RunEnd; readonly view: RunView }): StageError | undefined {
  if (end.cause.kind === 'succeeded' || end.cause.kind === 'creation-run') return undefined
  return new StageError(reasonOf(end), textOf(end.cause, view), { hint: hintOf(end.cause, view) })
}

/** The code of each end in `docs/errors.md`. */
const reasons: Readonly<
  Record<Exclude<EndCause['kind'], 'succeeded' | 'creation-run' | 'own-stage' | 'rollback-refused'>, FailureReason>
> = {
  'approval-rejected': 'approval-rejected',
  'approval-expired': 'approval-expired',
  'approval-stale': 'approval-stale',
  'condition-failed': 'condition-failed',
  'action-failed': 'action-failed',
  'execution-failed': 'execution-failed',
  'rolled-back': 'execution-rolled-back',
  'rollback-failed': 'rollback-failed',
  'rollback-runs': 'operation-running',
  superseded: 'execution-superseded',
  cancelled: 'execution-cancelled',
  stopped: 'execution-stopped',
  abandoned: 'execution-abandoned',
  'time-is-over': 'operation-running',
}

/** What a stage of ours may have ended with, when its record names no reason that we know. */
const byOutcome: Readonly<Record<string, FailureReason>> = {
  rejected: 'gate-failed',
  'rolled-back': 'stack-rolled-back',
  stuck: 'stack-stuck',
  'still-running': 'operation-running',
  superseded: 'execution-superseded',
}

function reasonOf({ outcome, cause }: RunEnd): FailureReason {
  if (cause.kind === 'succeeded' || cause.kind === 'creation-run') throw new Error(`${cause.kind} has no reason`)
  if (cause.kind === 'rollback-refused') return reasonOf({ outcome, cause: cause.first })
  if (cause.kind !== 'own-stage') return reasons[cause.kind]
  const { reason = '' } = cause
  const known = own(failureReasons, reason) === outcome
  return known ? (reason as FailureReason) : (byOutcome[outcome] ?? 'action-failed')
}

function textOf(cause: EndCause, view: RunView): string {
  const { pipeline, id } = view
  const run = `execution ${id} of pipeline ${pipeline}`
  switch (cause.kind) {
    case 'succeeded':
      return `${run} succeeded`
    case 'creation-run':
      return `${run} is the creation run, in which nothing ran`
    case 'approval-rejected':
      return `${nameOf(cause.place)} was rejected by ${shortArn(cause.by)}${said(cause.comment)}`
    case 'approval-expired':
      return `nobody answered the approval ${nameOf(cause.place)} in time`
    case 'approval-stale':
      return `the pipeline was changed while the approval ${nameOf(cause.place)} waited, and nobody can answer it any more`
    case 'condition-failed':
      return `rule ${cause.rule} of stage ${cause.stage} said no${said(cause.message)}`
    case 'own-stage':
      return `${nameOf(cause.place)} ended with ${cause.reason ?? 'an outcome of its own'}`
    case 'action-failed':
      return `${nameOf(cause.place)} failed${said([cause.code, cause.message].filter(Boolean).join(': '))}`
    case 'execution-failed':
      return `${run} failed${said(cause.message)}`
    case 'rolled-back':
      return `${textOf(cause.first, view)}; the stage was rolled back${to(cause)}`
    case 'rollback-failed':
      return `${textOf(cause.first, view)}; the rollback ${cause.rollback ?? ''} failed too${to(cause)}`
    case 'rollback-refused':
      return `${textOf(cause.first, view)}; the rollback ${cause.rollback ?? ''} was refused, and changed nothing`
    case 'rollback-runs':
      return `${textOf(cause.first, view)}; the rollback ${cause.rollback ?? ''} is still running${to(cause)}`
    case 'superseded':
      return cause.by === undefined
        ? `${run} was superseded by a newer one, which was not found`
        : `${run} was superseded by ${cause.by}`
    case 'cancelled':
      return `${run} was cancelled, because the pipeline was changed or deleted${said(cause.message)}`
    case 'stopped':
      return `${run} was stopped ${cause.byUs ? 'by this command' : 'by somebody else'}${said(cause.comment)}`
    case 'abandoned':
      return `${run} was stopped ${cause.byUs ? 'by this command' : 'by somebody else'}${said(cause.comment)}; what ${cause.places.map(nameOf).join(', ')} began goes on without it`
    case 'time-is-over':
      return `${run} is still running`
  }
}

function hintOf(cause: EndCause, view: RunView): Text {
  const { pipeline, id: execution } = view
  const retry = (stage: string) =>
    next`retry the stage: ${command('pipeline retry', { pipeline, 'pipeline-stage': stage, execution })}`
  switch (cause.kind) {
    case 'approval-rejected':
    case 'approval-expired':
      return next`${retry(cause.place.stage)}, which asks again`
    case 'approval-stale':
      return next`end it: ${command('pipeline stop', { pipeline, execution, abandon: true })}; then start it again: ${startAgain(view)}`
    case 'condition-failed':
      return joined([retry(cause.stage), overriding(cause.stage, view)], '; ')!
    case 'own-stage':
    case 'action-failed':
      return joined([whereToLook(cause.place, view), retry(cause.place.stage)], '; ')!
    case 'rolled-back':
    case 'rollback-refused':
      return next`look at what runs: ${command('pipeline show', { pipeline })}`
    case 'rollback-failed': {
      const stage = stageOf(cause.first)
      const look = next`look at what runs: ${command('pipeline show', { pipeline })}`
      if (stage === undefined) return look
      return next`${look}; go back to a run that you know: ${command('pipeline rollback', { pipeline, 'pipeline-stage': stage })}`
    }
    case 'superseded':
      return cause.by === undefined
        ? next`look for it: ${command('pipeline list', { pipeline })}`
        : followAgain({ pipeline, id: cause.by })
    case 'rollback-runs':
      return followAgain({ pipeline, id: cause.rollback ?? execution })
    case 'time-is-over':
      return followAgain(view)
    case 'abandoned':
      return next`wait for its end there, then look at what runs: ${command('pipeline show', { pipeline })}`
    default:
      return next`start it again: ${startAgain(view)}`
  }
}

/** The command names the release that this execution was about, if it is known. */
function startAgain({ pipeline, release, listed }: RunView) {
  const known = release ?? releaseOf(listed ?? {})
  return command('pipeline start', { pipeline, ...defined({ release: known }) })
}

/** How to go on although a condition said no, if the stage has one that can be overridden. */
function overriding(stage: string, { pipeline, id: execution, definition }: RunView): Text | undefined {
  const { beforeEntry, onSuccess } = definition?.stages?.find(({ name }) => name === stage) ?? {}
  const conditions = [...(beforeEntry?.conditions ?? []), ...(onSuccess?.conditions ?? [])]
  if (!conditions.some(({ result }) => result !== 'SKIP')) return undefined
  return next`go on all the same: ${command('pipeline override', { pipeline, 'pipeline-stage': stage, execution })}`
}

/** The stage in which it began to fail. */
function stageOf(cause: EndCause): string | undefined {
  return 'stage' in cause ? cause.stage : 'place' in cause ? cause.place.stage : undefined
}

/** Where the log of an action lies, by its own execution. */
function whereToLook({ actionExecutionId }: ActionPlace, { actions }: RunView): string | undefined {
  const action = actions.find((each) => each.actionExecutionId === actionExecutionId)
  const { externalExecutionUrl } = action?.output?.executionResult ?? {}
  if (externalExecutionUrl) return `its page: ${externalExecutionUrl}`
  const stream = logStreamOf(action)
  return stream === undefined ? undefined : `its log stream: ${stream}`
}

function nameOf({ stage, action }: ActionPlace): string {
  return `${stage}/${action}`
}

function said(text: string | undefined): string {
  return text === undefined || text === '' ? '' : `: ${text}`
}

function to({ to: target }: RollbackCause): string {
  return target === undefined ? '' : ` (to what execution ${target} brought)`
}
