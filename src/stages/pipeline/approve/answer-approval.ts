import { everyPage } from '../../../core/pacing/every-page.ts'
import { poll } from '../../../core/pacing/poll.ts'
import type { Pipelines } from '../../../core/ports/pipelines.ts'
import type { Context } from '../../../core/run/context.ts'
import { command, input, meaning, next } from '../../../core/run/next-step.ts'
import { StageError } from '../../../core/run/stage-error.ts'
import { refusalCode, refusalText } from '../../../delivery/retry/transient.ts'
import type { FoundApproval } from './find-approval.ts'
import { type Decision, judgeAnswer } from './judge-answer.ts'

/** Milliseconds until reads show an answer. */
const visible = 60_000

/**
 * Answers an approval that waits, once.
 * @returns who answered; empty when the service does not name them. `isNew` is false when it was answered so before
 * @throws StageError `approval-answered`, `approval-expired`, `approval-stale`, `input-missing` for a needed comment
 */
export async function answerApproval(
  { execution, attempt }: FoundApproval,
  { pipeline, decision, comment }: { readonly pipeline: string; readonly decision: Decision; readonly comment: string },
  pipelines: Pipelines,
  context: Pick<Context, 'clock' | 'signal'>,
): Promise<{ readonly by: string; readonly isNew: boolean }> {
  const { stageName: stage = '', actionName: action = '', actionExecutionId: token = '', input: given } = attempt
  const known = judgeAnswer(pipeline, attempt, decision)
  if (known !== undefined) return { ...known, isNew: false }
  if (given?.resolvedConfiguration?.IsSummaryRequired === 'true' && comment.trim() === '')
    throw commentNeeded(stage, action)
  let isNew = true
  let stale: StageError | undefined
  try {
    await pipelines.answer({ pipeline, stage, action, token, decision, comment })
  } catch (error) {
    const code = refusalCode(error)
    if (code === 'InvalidApprovalTokenException') {
      if (/summary/i.test(refusalText(error))) throw commentNeeded(stage, action)
      stale = new StageError(
        'approval-stale',
        `the approval ${stage}/${action} no longer waits: ${refusalText(error)}`,
        {
          hint: next`look at what runs: ${command('pipeline show', { pipeline })}`,
          cause: error,
        },
      )
      // An update of the pipeline leaves the action as it was.
      if (/updated|out of date/i.test(stale.message)) throw stale
    } else if (code !== 'ApprovalAlreadyCompletedException') throw error
    isNew = false
  }
  const answered = await poll(context, { first: 1000, longest: 8000, limit: visible }, async () => {
    const actions = await everyPage((page) => pipelines.actions(pipeline, execution, page))
    const now = actions.find(({ actionExecutionId }) => actionExecutionId === token)
    return now === undefined ? undefined : judgeAnswer(pipeline, now, decision)
  })
  if (answered === undefined && stale !== undefined) throw stale
  return { by: answered?.by ?? '', isNew }
}

function commentNeeded(stage: string, action: string): StageError {
  return new StageError('input-missing', `the approval ${stage}/${action} needs a comment`, {
    hint: next`give ${input('comment', meaning('text'))}`,
  })
}
