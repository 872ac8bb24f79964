import { everyPage } from '../../../core/pacing/every-page.ts'
import type { Pipelines } from '../../../core/ports/pipelines.ts'
import type { FailureReason } from '../../../core/run/failure-reasons.ts'
import { StageError } from '../../../core/run/stage-error.ts'
import { recordInLog } from '../../../pipeline/execution/own-record.ts'
import type { RunEnd } from '../../../pipeline/execution/run-end.ts'
import { type ReadingContext, readLogOf } from './failed-log.ts'
import { toldRecord } from './run-view.ts'

/** With this, a promotion refuses a rollback before it changes anything. */
const refusal: FailureReason = 'rollback-unapproved'

/**
 * Whether the rollback that failed was refused by a stage of ours in its only attempt, and nothing else of it ran. What
 * cannot be read was not refused: then it stays uncertain what runs.
 */
export async function isRollbackRefused(
  pipeline: string,
  { cause }: RunEnd,
  pipelines: Pick<Pipelines, 'actions' | 'logTail'>,
  context: ReadingContext,
): Promise<boolean> {
  if (cause.kind !== 'rollback-failed' || cause.rollback === undefined) return false
  const { rollback } = cause
  try {
    const all = await everyPage((page) => pipelines.actions(pipeline, rollback, page))
    const [failed, ...others] = all
    if (failed?.status !== 'Failed' || others.length > 0) return false
    const record = toldRecord(failed) ?? recordInLog((await readLogOf(failed, pipelines, context)) ?? [])
    return record?.reason === refusal
  } catch (error) {
    if (!(error instanceof StageError) || error.reason === 'cancelled') throw error
    context.report({ kind: 'note', text: `the actions of the rollback could not be read: ${error.message}` })
    return false
  }
}
