import { everyPage } from '../../../core/pacing/every-page.ts'
import { poll } from '../../../core/pacing/poll.ts'
import type { ActionDetail, ExecutionSummary, PipelineDeclaration } from '../../../core/ports/pipeline-shapes.ts'
import type { Context } from '../../../core/run/context.ts'
import { command, joined, next } from '../../../core/run/next-step.ts'
import { StageError } from '../../../core/run/stage-error.ts'
import { refusalCode } from '../../../delivery/retry/transient.ts'
import { expectedNext } from '../../../pipeline/execution/expected-next.ts'
import { latestAttempts } from '../../../pipeline/execution/latest-attempts.ts'
import { supersedeComment } from '../../../pipeline/execution/supersede-comment.ts'
import type { Drive } from '../driving/drive.ts'
import { goesOn } from '../driving/goes-on.ts'

/** The execution that takes the place of older ones. */
export interface Successor {
  readonly pipeline: string
  readonly id: string
  readonly definition: PipelineDeclaration
}

/** Milliseconds until the list shows a new execution. */
const visible = 20_000
/** The service says so when somebody else answered or stopped in between. */
const settled = new Set([
  'ApprovalAlreadyCompletedException',
  'InvalidApprovalTokenException',
  'DuplicatedStopRequestException',
  'PipelineExecutionNotStoppableException',
])

/**
 * Answers the approvals for which older executions wait, with the successor named. Where a rejection would retry the
 * stage or roll it back, or is denied, the execution is stopped instead. What cannot be answered is a warning: the successor runs.
 */
export async function supersedeOlder(
  successor: Successor,
  { pipelines }: Pick<Drive, 'pipelines'>,
  context: Pick<Context, 'clock' | 'signal' | 'report'>,
): Promise<void> {
  const { pipeline, id, definition } = successor
  const { report } = context
  const older = await olderThan(successor, pipelines, context)
  if (older === undefined) {
    const text = `older approvals of pipeline ${pipeline} were not answered: the list does not show execution ${id} yet`
    report({ kind: 'warning', text: next`${text}; those that wait: ${command('pipeline show', { pipeline })}` })
    return
  }
  const comment = supersedeComment(id)
  for (const execution of older) {
    const actions = await everyPage((page) => pipelines.actions(pipeline, execution, page))
    const running = latestAttempts(actions, ({ actionName }) => actionName).filter(
      ({ status }) => status === 'InProgress',
    )
    for (const approval of running.filter(isApproval)) {
      const { stageName: stage = '', actionName: action = '', actionExecutionId: token = '' } = approval
      const name = `the approval ${stage}/${action} of execution ${execution}`
      const declared = definition.stages?.find((each) => each.name === stage)
      const goesBack = declared !== undefined && expectedNext(declared, 1) !== undefined
      const decline = async (): Promise<'rejected' | 'ended'> => {
        const answer = { pipeline, stage, action, token, decision: 'Rejected', comment } as const
        if (!goesBack && (await rejects(() => pipelines.answer(answer), running))) return 'rejected'
        if (running.every(isApproval)) {
          await pipelines.stop(pipeline, execution, true, comment)
          return 'ended'
        }
        throw new StageError('pipeline-refused', 'a rejection would roll the stage back, and other actions run in it', {
          hint: next`stop it: ${command('pipeline stop', { pipeline, execution })}`,
        })
      }
      try {
        report({ kind: 'note', text: `${name} is ${await decline()}: ${comment}` })
      } catch (error) {
        if (settled.has(refusalCode(error) ?? '')) continue
        if (!(error instanceof StageError) || error.reason === 'cancelled') throw error
        report({ kind: 'warning', text: joined([`${name} still waits: ${error.message}`, error.hint], '; ')! })
      }
    }
  }
}

/** Executions that go on and began before the successor, newest first; undefined when the list does not show it. */
async function olderThan(
  { pipeline, id }: Successor,
  pipelines: Drive['pipelines'],
  { clock, signal }: Pick<Context, 'clock' | 'signal'>,
): Promise<readonly string[] | undefined> {
  const ofList = (list: readonly ExecutionSummary[]) =>
    list.findIndex(({ pipelineExecutionId }) => pipelineExecutionId === id)
  return poll({ clock, signal }, { first: 1000, longest: 5000, limit: visible }, async () => {
    // A lock lets older ones wait before each stage: those that ended long ago stand behind all of them.
    const list = await everyPage(
      (page) => pipelines.executions(pipeline, undefined, page),
      (items) => ofList(items) >= 0 && items.length - ofList(items) > 100,
    )
    const at = ofList(list)
    if (at < 0) return undefined
    // A run of a workflow that is repeated may attach to an execution that has ended: that takes no place.
    if (!goesOn(list[at]!.status)) return []
    const older = list
      .slice(at + 1)
      .filter(({ status, executionType }) => goesOn(status) && executionType !== 'ROLLBACK')
    return older.flatMap(({ pipelineExecutionId }) => pipelineExecutionId ?? [])
  })
}

/** Whether the answer was given. Who starts may not answer, but may stop what does nothing but wait for one. */
async function rejects(answer: () => Promise<unknown>, running: readonly ActionDetail[]): Promise<boolean> {
  try {
    await answer()
    return true
  } catch (error) {
    const isDenied = error instanceof StageError && error.reason === 'access-denied'
    if (isDenied && running.every(isApproval)) return false
    throw error
  }
}

function isApproval({ input }: ActionDetail): boolean {
  return input?.actionTypeId?.category === 'Approval'
}
