import { everyPage } from '../../../core/pacing/every-page.ts'
import type {
  ExecutionDetail,
  ExecutionSummary,
  RevisionOfSource,
  StageState,
} from '../../../core/ports/pipeline-shapes.ts'
import type { Pipelines } from '../../../core/ports/pipelines.ts'
import { defined } from '../../../core/run/defined.ts'
import { StageError } from '../../../core/run/stage-error.ts'
import { shownStatus } from '../driving/shown-status.ts'

/** An execution in a stage, with what it brought there. */
export interface ShownExecution {
  readonly id: string
  /** Status in the stage, in the words of the service; `Ended` for a creation run that names no release. */
  readonly status: string
  readonly revisions: readonly RevisionOfSource[]
  readonly variables: Readonly<Record<string, string>>
  readonly trigger?: ExecutionSummary['trigger']
  readonly isRollback: boolean
  /** When the status of an action of the stage changed last; known of the newest execution only. */
  readonly since?: Date
}

/** What runs in a stage. */
export interface ShownStage {
  readonly name: string
  /** The execution that is in the stage, or was last. */
  readonly latest?: ShownExecution
  /** The newest execution that succeeded in the stage, when the latest did not; what is there now. */
  readonly succeeded?: ShownExecution
  /** Ids of executions that wait before the stage. */
  readonly waiting: readonly string[]
  /** Set when nothing may enter the stage. */
  readonly disabled?: { readonly reason: string; readonly by: string; readonly since?: Date }
  /** Approvals that wait for an answer. */
  readonly approvals: readonly { readonly action: string; readonly token: string; readonly since?: Date }[]
}

type Reading = Pick<Pipelines, 'actions' | 'rules' | 'definition' | 'state' | 'executions' | 'execution'>

/** What runs in each stage of a pipeline. @throws StageError `pipeline-missing`, and those of the calls */
export async function shownStages(pipelines: Reading, pipeline: string): Promise<readonly ShownStage[]> {
  const states = await pipelines.state(pipeline)
  const ids = new Set(states.flatMap(({ latestExecution }) => latestExecution?.pipelineExecutionId ?? []))
  const summaries = await everyPage(
    (page) => pipelines.executions(pipeline, undefined, page),
    (items) => [...ids].every((id) => items.some((item) => item.pipelineExecutionId === id)),
  )
  const details = new Map<string, Promise<ExecutionDetail | undefined>>()
  const shown = async (id: string, status: string, known?: ExecutionSummary): Promise<ShownExecution> => {
    const detail = details.get(id) ?? whenKept(pipelines.execution(pipeline, id))
    details.set(id, detail)
    const summary = known ?? summaries.find((item) => item.pipelineExecutionId === id)
    const { variables = [], trigger = summary?.trigger, executionType = summary?.executionType } = (await detail) ?? {}
    return {
      id,
      status: await shownStatus({ pipelineExecutionId: id, trigger }, status, pipeline, pipelines),
      revisions: summary?.sourceRevisions ?? [],
      variables: Object.fromEntries(variables.map(({ name = '', resolvedValue = '' }) => [name, resolvedValue])),
      isRollback: executionType === 'ROLLBACK',
      ...defined({ trigger }),
    }
  }
  const stages: ShownStage[] = []
  for (const state of states) {
    const { stageName = '', latestExecution } = state
    const { pipelineExecutionId: id, status = '' } = latestExecution ?? {}
    const latest = id === undefined ? undefined : await shown(id, status)
    const succeeded =
      latest === undefined || status === 'Succeeded'
        ? undefined
        : await succeededIn(stageName, shown, pipelines, pipeline)
    const since = latestOf(state.actionStates?.map((action) => action.latestExecution?.lastStatusChange) ?? [])
    stages.push({
      name: stageName,
      ...(latest !== undefined && { latest: { ...latest, ...defined({ since }) } }),
      ...defined({ succeeded }),
      ...doorOf(state),
    })
  }
  return stages
}

async function succeededIn(
  stage: string,
  shown: (id: string, status: string, known: ExecutionSummary) => Promise<ShownExecution>,
  pipelines: Reading,
  pipeline: string,
): Promise<ShownExecution | undefined> {
  const [newest] = (await pipelines.executions(pipeline, stage)).items
  return newest?.pipelineExecutionId === undefined ? undefined : shown(newest.pipelineExecutionId, 'Succeeded', newest)
}

/** The service forgets executions after a year. */
async function whenKept(answer: Promise<ExecutionDetail>): Promise<ExecutionDetail | undefined> {
  try {
    return await answer
  } catch (error) {
    if (error instanceof StageError && error.reason === 'execution-missing') return undefined
    throw error
  }
}

/** What waits for the stage, and in it. */
function doorOf({ inboundExecutions = [], inboundTransitionState, actionStates = [] }: StageState) {
  const { enabled, disabledReason = '', lastChangedBy = '', lastChangedAt } = inboundTransitionState ?? {}
  const approvals = actionStates.flatMap(({ actionName = '', latestExecution }) => {
    const { token, status, lastStatusChange } = latestExecution ?? {}
    if (token === undefined || status !== 'InProgress') return []
    return [{ action: actionName, token, ...defined({ since: lastStatusChange }) }]
  })
  return {
    waiting: inboundExecutions.flatMap(({ pipelineExecutionId }) => pipelineExecutionId ?? []),
    approvals,
    ...(enabled === false && {
      disabled: { reason: disabledReason, by: lastChangedBy, ...defined({ since: lastChangedAt }) },
    }),
  }
}

function latestOf(times: readonly (Date | undefined)[]): Date | undefined {
  return times.reduce((latest, time) => (latest === undefined || (time && time > latest) ? time : latest), undefined)
}
