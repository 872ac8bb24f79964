import type { ActionDetail } from '../../../core/ports/pipeline-shapes.ts'
import { command, next } from '../../../core/run/next-step.ts'
import { StageError } from '../../../core/run/stage-error.ts'
import { shortArn } from '../../../pipeline/execution/execution-words.ts'

/** What somebody wants to answer. */
export type Decision = 'Approved' | 'Rejected'

/**
 * Whether an approval has the wanted answer already; undefined while it waits.
 * @returns the ARN of whoever answered
 * @throws StageError `approval-answered` for the other answer, `approval-expired`, `approval-stale`
 */
export function judgeAnswer(
  pipeline: string,
  { status, stageName = '', actionName = '', updatedBy }: ActionDetail,
  wanted: Decision,
): { readonly by: string } | undefined {
  if (status === 'InProgress') return undefined
  const name = `the approval ${stageName}/${actionName}`
  const by = updatedBy?.startsWith('arn:') ? updatedBy : undefined
  const look = next`look at what runs: ${command('pipeline show', { pipeline })}`
  if (status === 'Abandoned')
    throw new StageError('approval-stale', `${name} no longer waits: its execution was stopped`, { hint: look })
  if (status === 'Failed' && by === undefined)
    throw new StageError('approval-expired', `nobody answered ${name} in time`, {
      hint: next`retry the stage, which asks again: ${command('pipeline retry', { pipeline, 'pipeline-stage': stageName })}`,
    })
  const given: Decision = status === 'Succeeded' ? 'Approved' : 'Rejected'
  if (given === wanted) return { by: by ?? '' }
  throw new StageError('approval-answered', `${name} was ${given.toLowerCase()} by ${shortArn(by ?? 'somebody')}`, {
    hint: look,
  })
}
