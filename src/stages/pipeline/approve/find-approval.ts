import { everyPage } from '../../../core/pacing/every-page.ts'
import { poll } from '../../../core/pacing/poll.ts'
import type { ActionDetail } from '../../../core/ports/pipeline-shapes.ts'
import type { Pipelines } from '../../../core/ports/pipelines.ts'
import type { Context } from '../../../core/run/context.ts'
import { command, input, meaning, next } from '../../../core/run/next-step.ts'
import { StageError } from '../../../core/run/stage-error.ts'
import { latestAttempts } from '../../../pipeline/execution/latest-attempts.ts'
import type { Drive } from '../driving/drive.ts'
import { goesOn } from '../driving/goes-on.ts'

/** Which approval is meant. */
export interface MeantApproval {
  readonly pipeline: string
  readonly pipelineStage?: string | undefined
  readonly action?: string | undefined
  readonly execution?: string | undefined
  readonly token?: string | undefined
  /** Minutes. */
  readonly timeLimit: number
}

/** An attempt of an approval, and the execution that asks. */
export interface FoundApproval {
  readonly execution: string
  readonly attempt: ActionDetail
}

/**
 * The approval that is meant: the one that waits, or the one that was answered when no other can come. Waits until the
 * execution asks.
 * @throws StageError `approval-missing`, `input-missing` when several wait, `execution-missing`, `pipeline-missing`
 */
export async function findApproval(
  meant: MeantApproval,
  { pipelines, callsPerMinute }: Pick<Drive, 'pipelines' | 'callsPerMinute'>,
  { clock, signal, report }: Pick<Context, 'clock' | 'signal' | 'report'>,
): Promise<FoundApproval> {
  const { pipeline, timeLimit } = meant
  const isOnly = await isOnlyApproval(meant, pipelines)
  const first = 60_000 / callsPerMinute
  const waiting = { first, longest: 2.5 * first, limit: timeLimit * 60_000 }
  const found = await poll({ clock, signal }, waiting, async () => {
    const { ids, run } = await executionsMeant(meant, pipelines)
    const all: FoundApproval[] = []
    for (const execution of ids) {
      const actions = await everyPage((page) => pipelines.actions(pipeline, execution, page))
      all.push(...approvalsOf(actions, meant).map((attempt) => ({ execution, attempt })))
    }
    const pending = all.filter(({ attempt }) => attempt.status === 'InProgress')
    if (pending.length > 1) throw several(pending, meant)
    if (pending.length === 1) return pending[0]
    // An answered one is meant only if no other approval can still come, of this or of another execution.
    const [answered] = all
    const allAsked = ids.every((id) => all.some(({ execution }) => execution === id))
    if (answered !== undefined && (!run || (isOnly && (meant.token !== undefined || allAsked)))) return answered
    if (!run) throw missing(pipeline, 'no execution waits for an approval')
    report({ kind: 'progress', text: `${pipeline}: no approval waits yet` })
    return undefined
  })
  if (found === undefined) throw missing(pipeline, `no execution asked for an approval within ${timeLimit} min`)
  return found
}

/** @returns ids, newest first, and whether one of them goes on */
async function executionsMeant({ pipeline, execution }: MeantApproval, pipelines: Pipelines) {
  if (execution !== undefined) {
    const { status } = await pipelines.execution(pipeline, execution)
    return { ids: [execution], run: goesOn(status) }
  }
  const { items } = await pipelines.executions(pipeline)
  const running = items.filter(({ status }) => goesOn(status))
  const meant = running.length > 0 ? running : items.slice(0, 1)
  return { ids: meant.flatMap(({ pipelineExecutionId }) => pipelineExecutionId ?? []), run: running.length > 0 }
}

function approvalsOf(actions: readonly ActionDetail[], { pipelineStage: stage, action, token }: MeantApproval) {
  const approvals = actions.filter(
    ({ input: given, stageName, actionName }) =>
      given?.actionTypeId?.category === 'Approval' &&
      (stage === undefined || stageName === stage) &&
      (action === undefined || actionName === action),
  )
  if (token !== undefined) return approvals.filter(({ actionExecutionId }) => actionExecutionId === token)
  return [...latestAttempts(approvals, ({ actionName }) => actionName)].reverse()
}

/** Whether the definition has one approval only that comes into question. @throws StageError `input-invalid` for none */
async function isOnlyApproval(
  { pipeline, pipelineStage: stage, action, token }: MeantApproval,
  pipelines: Pipelines,
): Promise<boolean> {
  const { stages = [] } = await pipelines.definition(pipeline)
  const approvals = stages.flatMap(({ name, actions = [] }) =>
    actions
      .filter(({ actionTypeId }) => actionTypeId?.category === 'Approval')
      .map((each) => ({ stage: name, action: each.name })),
  )
  const meant = approvals.filter(
    (each) => (stage === undefined || each.stage === stage) && (action === undefined || each.action === action),
  )
  if (meant.length === 0) {
    const names = approvals.map((each) => `${each.stage}/${each.action}`).join(', ')
    throw new StageError('input-invalid', `pipeline ${pipeline} has no such approval`, {
      hint: names === '' ? 'it has none' : `it has ${names}`,
    })
  }
  return meant.length === 1 || token !== undefined
}

function several(pending: readonly FoundApproval[], { pipeline }: MeantApproval): StageError {
  const names = pending.map(({ execution, attempt }) => `${attempt.stageName}/${attempt.actionName} of ${execution}`)
  return new StageError('input-missing', `several approvals of pipeline ${pipeline} wait: ${names.join(', ')}`, {
    hint: next`choose one: ${input('execution', meaning('id'))}, ${input('pipeline-stage', meaning('name'))}`,
  })
}

function missing(pipeline: string, text: string): StageError {
  return new StageError('approval-missing', `pipeline ${pipeline}: ${text}`, {
    hint: next`look at what runs: ${command('pipeline show', { pipeline })}`,
  })
}
