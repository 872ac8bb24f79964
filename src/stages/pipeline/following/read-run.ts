import { everyPage } from '../../../core/pacing/every-page.ts'
import type { ActionDetail } from '../../../core/ports/pipeline-shapes.ts'
import type { Pipelines } from '../../../core/ports/pipelines.ts'
import { StageError } from '../../../core/run/stage-error.ts'
import { expectedNext } from '../../../pipeline/execution/expected-next.ts'
import { latestAttempts } from '../../../pipeline/execution/latest-attempts.ts'
import { automaticRollbackOf, successorOf } from '../../../pipeline/execution/related-runs.ts'
import { releaseOf } from '../../../pipeline/execution/release-of.ts'
import { onlyApprovalsWait, staleApproval } from '../../../pipeline/execution/stale-approval.ts'
import { whenAllowed } from '../driving/when-allowed.ts'
import { hasEnded, type RunView } from './run-view.ts'

/** So often, the execution itself is read although an action runs: an update cancels it and leaves the action. */
const readsBetween = 4

/** Reads an execution again and again, with few calls. @param pipelines counts its calls */
export interface RunReader {
  /** One look. What it has read stays in the view, although a later call of it may fail. */
  look(): Promise<void>
}

/** A reader that fills the view. */
export function runReader(pipelines: Pipelines, view: RunView): RunReader {
  const { pipeline, id } = view
  let looks = 0
  let definitionReads = 0
  return {
    async look() {
      // What comes after a failure shows in the list.
      if (view.status === 'Failed' && view.expected !== undefined) await readList()
      if (hasEnded(view)) return
      view.actions = await actionsNow()
      looks += 1
      if (view.definition === undefined && definitionReads++ < 3)
        view.definition = await pipelines.definition(pipeline).catch(missing)
      const runs = latestAttempts(view.actions, ({ actionName }) => actionName).some(
        ({ status }) => status === 'InProgress',
      )
      if (runs && view.status !== undefined && looks % readsBetween !== 0) return
      const { status, statusSummary, pipelineVersion, variables } = await pipelines.execution(pipeline, id)
      view.release = releaseOf({ variables })
      if (status !== undefined && hasEnded({ ...view, status })) await readEnd(status)
      view.status = status
      view.statusSummary = statusSummary
      view.version = pipelineVersion
      if (!onlyApprovalsWait(view.actions)) return
      view.definition = (await pipelines.definition(pipeline).catch(missing)) ?? view.definition
      // The approval may have been answered before the pipeline was changed, and the list of actions lags.
      if (staleApproval(view.actions, view.version, view.definition?.version) !== undefined)
        view.actions = await actionsNow()
    },
  }

  /** The list is newest first, and an attempt that has ended does not change: older pages are read while one may. */
  async function actionsNow(): Promise<readonly ActionDetail[]> {
    const known = new Map(view.actions.map((action) => [action.actionExecutionId, action]))
    let isWhole = true
    const read = await everyPage(
      (page) => pipelines.actions(pipeline, id, page),
      (items) => {
        const rest = restOf(items)
        isWhole = rest.length === known.size || rest.some(({ status }) => status === 'InProgress')
        return !isWhole
      },
    )
    return isWhole ? read : [...read, ...restOf(read)]

    function restOf(items: readonly ActionDetail[]): readonly ActionDetail[] {
      const seen = new Set(items.map(({ actionExecutionId }) => actionExecutionId))
      return [...known.values()].filter(({ actionExecutionId }) => !seen.has(actionExecutionId))
    }
  }

  /** The actions were read before the status, so they are read again. */
  async function readEnd(status: string): Promise<void> {
    view.actions = await actionsNow()
    if (status === 'Succeeded') return
    if (status === 'Failed') {
      view.rules = await whenAllowed(
        everyPage((page) => pipelines.rules(pipeline, id, page)),
        [],
      )
      view.definition ??= await whenAllowed(pipelines.definition(pipeline), {})
      view.expected = await expected()
    }
    await readList()
  }

  async function expected(): Promise<RunView['expected']> {
    const failed =
      latestAttempts(view.actions, ({ actionName }) => actionName).find(({ status }) => status === 'Failed') ??
      latestAttempts(view.rules, ({ ruleName }) => ruleName)
        .filter(({ status }) => status === 'Failed')
        .at(-1)
    const stage = view.definition?.stages?.find(({ name }) => name === failed?.stageName)
    if (failed === undefined || stage === undefined) return undefined
    const attempts = view.actions.filter(
      (action) =>
        action.stageName === failed.stageName && 'actionName' in failed && action.actionName === failed.actionName,
    )
    const next = expectedNext(stage, attempts.length)
    if (next !== 'rollback') return next
    const { items } = await pipelines.executions(pipeline, failed.stageName ?? '')
    return items.length === 0 ? undefined : 'rollback'
  }

  async function readList(): Promise<void> {
    const list = await everyPage(
      (page) => pipelines.executions(pipeline, undefined, page),
      (items) => items.some((item) => item.pipelineExecutionId === id),
    )
    const own = list.find((item) => item.pipelineExecutionId === id)
    view.listed = own
    view.successor = successorOf(list, id)?.pipelineExecutionId
    view.rollback = own === undefined ? undefined : automaticRollbackOf(list, own)
    if (view.expected !== undefined && own?.status !== undefined) view.status = own.status
  }
}

/** The definition only shows stages that come, so a failure to read it is no matter. */
function missing(error: unknown): undefined {
  if (!(error instanceof StageError) || error.reason === 'cancelled') throw error
  return undefined
}
