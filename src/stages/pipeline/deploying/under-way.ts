import { everyPage } from '../../../core/pacing/every-page.ts'
import type { ActionDetail, ExecutionSummary } from '../../../core/ports/pipeline-shapes.ts'
import type { Pipelines } from '../../../core/ports/pipelines.ts'
import { shortIfDigest } from '../../../core/text/short-digest.ts'
import { isCreationRun } from '../../../pipeline/execution/creation-run.ts'
import { latestAttempts } from '../../../pipeline/execution/latest-attempts.ts'
import { releaseOf } from '../../../pipeline/execution/release-of.ts'
import { goesOn } from '../driving/goes-on.ts'

/** An execution that an update of its pipeline would stop between stages. */
export interface UnderWay {
  readonly id: string
  readonly release: string | undefined
  readonly isRollback: boolean
  /** Actions that run, as `Stage/Action`, without approvals. */
  readonly running: readonly string[]
  /** Approvals that wait, as `Stage/Action`; an update makes their tokens stale. */
  readonly approvals: readonly string[]
  /** Names of the stages that it has entered. */
  readonly entered: ReadonlySet<string>
}

/** So many executions are looked through; an older one has long ended. */
const most = 1000

/** Calls that a look needed, for whoever looks again and again. */
export interface Looking {
  calls: number
  /** Those that a look before has found: the next one ends below the last of them, where a page has ended ones alone. */
  readonly known: readonly UnderWay[]
}

/**
 * The executions of a pipeline that go on, oldest first. The run that its creation began is left out: it changes
 * nothing.
 */
export async function executionsUnderWay(
  pipeline: string,
  all: Pipelines,
  again?: Looking,
): Promise<readonly UnderWay[]> {
  const pipelines = counted(all, again)
  let before = 0
  const listed = await everyPage(
    (page) => pipelines.executions(pipeline, undefined, page),
    (items) => {
      const page = items.slice(before)
      before = items.length
      return before >= most || (again !== undefined && isBelow(items, page, again))
    },
  )
  const open = listed.filter((execution) => goesOn(execution.status) && !isCreationRun(execution))
  const found: UnderWay[] = []
  for (const execution of open.reverse()) found.push(await underWay(pipeline, execution, pipelines))
  return found
}

type Lists = Pick<Pipelines, 'executions' | 'execution' | 'actions'>

function counted(pipelines: Lists, looking: Looking | undefined): Lists {
  const count = () => {
    if (looking !== undefined) looking.calls += 1
  }
  return {
    executions: (...asked) => {
      count()
      return pipelines.executions(...asked)
    },
    execution: (...asked) => {
      count()
      return pipelines.execution(...asked)
    },
    actions: (...asked) => {
      count()
      return pipelines.actions(...asked)
    },
  }
}

/** Whether everything that goes on was listed, as far as an earlier look knows. An empty page shows nothing. */
function isBelow(items: readonly ExecutionSummary[], page: readonly ExecutionSummary[], { known }: Looking): boolean {
  const listed = new Set(items.map(({ pipelineExecutionId }) => pipelineExecutionId))
  return page.length > 0 && known.every(({ id }) => listed.has(id)) && page.every(({ status }) => !goesOn(status))
}

async function underWay(pipeline: string, summary: ExecutionSummary, pipelines: Lists): Promise<UnderWay> {
  const id = summary.pipelineExecutionId ?? ''
  const detail = await pipelines.execution(pipeline, id)
  const actions = await everyPage((page) => pipelines.actions(pipeline, id, page))
  const latest = latestAttempts(actions, placeOf).filter(({ status }) => status === 'InProgress')
  return {
    id,
    release: releaseOf({ ...detail, ...summary }),
    isRollback: summary.executionType === 'ROLLBACK',
    running: latest.filter((action) => !isApproval(action)).map(placeOf),
    approvals: latest.filter(isApproval).map(placeOf),
    entered: new Set(actions.map(({ stageName = '' }) => stageName)),
  }
}

function placeOf({ stageName = '', actionName = '' }: ActionDetail): string {
  return `${stageName}/${actionName}`
}

function isApproval({ input }: ActionDetail): boolean {
  return input?.actionTypeId?.category === 'Approval'
}

/** What an execution does, for people: `execution … of release …: Staging/Deploy runs`. */
export function underWayText(execution: UnderWay): string {
  const { id, running, approvals } = execution
  const what = [
    ...running.map((place) => `${place} runs`),
    ...approvals.map((place) => `the approval ${place} waits`),
  ].join(', ')
  return `execution ${id}${releaseText(execution)}: ${what === '' ? 'waits between stages' : what}`
}

function releaseText({ release, isRollback }: UnderWay): string {
  const named = release === undefined ? '' : ` of release ${shortIfDigest(release)}`
  return isRollback ? `, a rollback${named}` : named
}
