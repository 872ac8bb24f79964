import { codePipelines } from '../aws/codepipeline/pipelines.ts'
import type { ExecutionSummary, PipelineSummary, StageState } from '../core/ports/pipeline-shapes.ts'
import type { Pipelines } from '../core/ports/pipelines.ts'
import { defined } from '../core/run/defined.ts'
import { triggerText } from '../pipeline/execution/execution-words.ts'
import { configureAccount } from './local-account.ts'
import type { LocalEnvironment } from './local-environment.ts'

/** A pipeline of the local AWS, as people look at it. */
export interface LocalPipeline {
  readonly environment: 'staging' | 'production'
  readonly name: string
  readonly version: number
  /** `V1` or `V2`. */
  readonly type: string
  readonly executionMode: string
  readonly stages: readonly LocalStage[]
  /** Newest first. */
  readonly executions: readonly LocalExecution[]
}

export interface LocalStage {
  readonly name: string
  /** The execution that entered it last, and its status here. */
  readonly execution?: string
  readonly status?: string
  /** Actions and conditions that run, approvals apart. */
  readonly running: readonly string[]
  /** Approvals that wait for an answer. */
  readonly approvals: readonly { readonly action: string; readonly token: string; readonly since?: Date }[]
  /** Ids of executions that wait to enter. */
  readonly waiting: readonly string[]
  /** Why nothing may enter. */
  readonly disabled?: string
}

export interface LocalExecution {
  readonly id: string
  readonly status: string
  /** What started it, in words. */
  readonly trigger: string
  readonly started?: Date
  readonly revisions: Readonly<Record<string, string>>
  /** Why it failed or was stopped, where the service says so. */
  readonly reason?: string
}

export interface LocalPipelinesQuery {
  /** Only pipelines of this name; both accounts may have one. */
  readonly name?: string | undefined
  /** How many executions of each pipeline. */
  readonly most: number
}

/** The pipelines of the two accounts, by environment and name. */
export async function listPipelines(
  local: LocalEnvironment,
  { name, most }: LocalPipelinesQuery,
): Promise<readonly LocalPipeline[]> {
  const environments = ['staging', 'production'] as const
  const lists = await Promise.all(
    environments.map(async (environment) => {
      const pipelines = codePipelines(configureAccount(local, local.accounts[environment]))
      const found = (await allOf(pipelines)).filter((each) => name === undefined || each.name === name)
      return Promise.all(found.map(async (each) => ({ environment, ...(await read(pipelines, each, most)) })))
    }),
  )
  return lists.flat()
}

async function allOf(pipelines: Pipelines): Promise<readonly PipelineSummary[]> {
  const all: PipelineSummary[] = []
  for (let page: string | undefined; ; ) {
    const { items, next } = await pipelines.list(page)
    all.push(...items)
    if (next === undefined) return all
    page = next
  }
}

async function read(pipelines: Pipelines, summary: PipelineSummary, most: number) {
  const { name = '', version = 1, pipelineType: type = '', executionMode = '' } = summary
  const [stages, { items }] = await Promise.all([pipelines.state(name), pipelines.executions(name)])
  return {
    name,
    version,
    type,
    executionMode,
    stages: stages.map(stageOf),
    executions: items.slice(0, most).map(executionOf),
  }
}

function stageOf(state: StageState): LocalStage {
  const { stageName: name = '', latestExecution, actionStates = [], inboundExecutions = [] } = state
  const { enabled, disabledReason } = state.inboundTransitionState ?? {}
  const open = actionStates.filter(({ latestExecution: run }) => run?.status === 'InProgress')
  const conditions = [
    ['entry condition', state.beforeEntryConditionState],
    ['condition on success', state.onSuccessConditionState],
    ['condition on failure', state.onFailureConditionState],
  ] as const
  return {
    name,
    ...defined({ execution: latestExecution?.pipelineExecutionId, status: latestExecution?.status }),
    running: [
      ...conditions.flatMap(([text, each]) => (each?.latestExecution?.status === 'InProgress' ? [text] : [])),
      ...open.filter((each) => each.latestExecution?.token === undefined).map(({ actionName = '' }) => actionName),
    ],
    approvals: open.flatMap(({ actionName: action = '', latestExecution: run }) =>
      run?.token === undefined ? [] : [{ action, token: run.token, ...defined({ since: run.lastStatusChange }) }],
    ),
    waiting: inboundExecutions.flatMap(({ pipelineExecutionId }) => pipelineExecutionId ?? []),
    ...(enabled === false && { disabled: disabledReason ?? '' }),
  }
}

function executionOf(summary: ExecutionSummary): LocalExecution {
  const { pipelineExecutionId: id = '', status = '', startTime: started, stopTrigger, statusSummary } = summary
  const revisions = (summary.sourceRevisions ?? []).map(
    ({ actionName = '', revisionId = '' }) => [actionName, revisionId] as const,
  )
  return {
    id,
    status,
    trigger: triggerText(summary.trigger),
    revisions: Object.fromEntries(revisions),
    ...defined({ started, reason: stopTrigger?.reason ?? statusSummary }),
  }
}
