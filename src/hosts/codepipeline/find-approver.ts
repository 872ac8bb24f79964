import { everyPage } from '../../core/pacing/every-page.ts'
import { poll } from '../../core/pacing/poll.ts'
import type { ActionDetail } from '../../core/ports/pipeline-shapes.ts'
import type { Pipelines } from '../../core/ports/pipelines.ts'
import type { ApprovedContent, Context } from '../../core/run/context.ts'
import { command, input, next } from '../../core/run/next-step.ts'
import { StageError } from '../../core/run/stage-error.ts'
import { approvalContent, isSameDigest } from '../../pipeline/execution/approval-content.ts'
import { latestAttempts } from '../../pipeline/execution/latest-attempts.ts'
import type { PipelinePlace } from '../context/pipeline-place.ts'
import { patientCall } from './patient-call.ts'
import type { PipelineSettings } from './settings.ts'

/** Which approval counts. */
export interface MeantApprover extends Pick<PipelineSettings, 'approval'> {
  readonly place: PipelinePlace
  /** Whom an input names as the approver: nobody but who the service tells. */
  readonly named?: string | undefined
}

/** Reads may be older than the answer that let this action begin. */
const waiting = { first: 1000, longest: 5000, limit: 30_000 }

/**
 * Who approved a plan: whoever answered the last approval of this execution, or the named one. What the approval names
 * is compared with what will be done.
 * @returns the ARN that the service tells; undefined when the execution has no approval
 * @throws StageError `approval-differs` when the approval is about something else, or none was given;
 * the errors of the calls
 */
export async function findApprover(
  approved: ApprovedContent,
  { place, approval: meant, named: claimed }: MeantApprover,
  pipelines: Pick<Pipelines, 'actions'>,
  { clock, signal, report }: Pick<Context, 'clock' | 'signal' | 'report'>,
): Promise<string | undefined> {
  const approvals = await poll({ clock, signal }, waiting, async () => {
    const all = await patientCall({ clock, signal }, () => approvalsOf(place, meant, pipelines))
    return all.some(isGiven) || !all.some(({ status }) => status === 'InProgress') ? all : undefined
  })
  const given = approvals?.findLast(isGiven)
  const look = next`look at the execution: ${command('pipeline show', { pipeline: place.pipeline })}`
  if (claimed !== undefined && claimed !== given?.updatedBy)
    throw new StageError('approval-differs', `${claimed} is named as who approved, and the service tells another`, {
      hint: next`leave out ${input('approved-by')}: the execution tells who approved`,
    })
  if (given === undefined) {
    if (meant === undefined && approvals?.length === 0) return undefined
    const which = meant === undefined ? 'no approval' : `the approval ${meant.stage}/${meant.action}`
    const text = `${which} was ${meant === undefined ? '' : 'not '}given in execution ${place.execution}`
    throw new StageError('approval-differs', text, { hint: look })
  }
  const name = `${given.stageName}/${given.actionName}`
  const named = approvalContent(given.input?.resolvedConfiguration ?? {})
  for (const key of ['release', 'plan'] as const) {
    const about = named[key]?.replace(/^sha256:/, '').toLowerCase()
    // A version is not the digest that it points to; the plan decides then.
    if (about === undefined || (key === 'release' && !isDigest(about)) || isSameDigest(about, approved[key])) continue
    const text = `the approval ${name} of execution ${place.execution} is about ${key} ${about}, not ${approved[key]}`
    throw new StageError('approval-differs', text, { hint: look })
  }
  report({ kind: 'note', text: `${name} was approved by ${given.updatedBy}` })
  return given.updatedBy
}

function isGiven({ status, updatedBy }: ActionDetail): boolean {
  return status === 'Succeeded' && updatedBy?.startsWith('arn:') === true
}

function isDigest(text: string): boolean {
  return /^[0-9a-f]{12,64}$/.test(text)
}

/** The latest attempt of each approval that comes into question, in the order in which they were answered. */
async function approvalsOf(
  { pipeline, execution }: PipelinePlace,
  meant: PipelineSettings['approval'],
  pipelines: Pick<Pipelines, 'actions'>,
): Promise<readonly ActionDetail[]> {
  const all = await everyPage((page) => pipelines.actions(pipeline, execution, page))
  const approvals = all.filter(({ input, stageName, actionName }) => {
    if (input?.actionTypeId?.category !== 'Approval') return false
    return meant === undefined || (stageName === meant.stage && actionName === meant.action)
  })
  return latestAttempts(approvals, ({ actionName }) => actionName)
}
