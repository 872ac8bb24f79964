import type { ConditionState, DeclaredStage, StageState } from '../../../core/ports/pipeline-shapes.ts'
import type { OverridableCondition } from '../../../core/ports/pipelines.ts'
import { command, input, meaning, next } from '../../../core/run/next-step.ts'
import { StageError } from '../../../core/run/stage-error.ts'
import { goesOn } from '../driving/goes-on.ts'

/** A condition of a stage that can be overridden, in the words of users. */
export type ConditionName = 'before-entry' | 'on-success'

/** The words of the service. */
export const conditionTypes = {
  'before-entry': 'BEFORE_ENTRY',
  'on-success': 'ON_SUCCESS',
} as const satisfies Readonly<Record<ConditionName, OverridableCondition>>

/** A stage as it is declared, and as it is now. */
export interface SeenStage {
  readonly pipeline: string
  readonly declared: DeclaredStage
  readonly state: StageState
  /** Whether its executions run in parallel: then the state says nothing about one of them. */
  readonly isParallel: boolean
}

/**
 * The condition that is meant.
 * @throws StageError `input-invalid` for one that the stage lacks, `input-missing` when it is not clear which one,
 * `pipeline-refused` when its result is `SKIP`
 */
export function meantCondition(stage: SeenStage, given: ConditionName | undefined): ConditionName {
  const { pipeline, declared, state, isParallel } = stage
  const names = Object.keys(conditionTypes) as ConditionName[]
  const there = names.filter((name) => resultsOf(declared, name).length > 0)
  const name = `stage ${declared.name} of pipeline ${pipeline}`
  if (there.length === 0 || (given !== undefined && !there.includes(given)))
    throw new StageError('input-invalid', `${name} has no condition ${given ?? 'that can be overridden'}`, {
      hint: there.length === 0 ? 'it has none before entry and none on success' : `it has ${there.join(', ')}`,
    })
  const open = there.filter((each) => isOpen(conditionState(state, each)?.latestExecution?.status))
  const [only] = isParallel ? there : open.length > 0 ? open : there
  const isClear = isParallel ? there.length === 1 : open.length < 2 && (open.length === 1 || there.length === 1)
  const meant = given ?? (isClear ? only : undefined)
  if (meant === undefined)
    throw new StageError('input-missing', `${name} has several conditions, and it is not clear which one is meant`, {
      hint: next`choose one of ${there.join(', ')}: ${input('condition', meaning('name'))}`,
    })
  if (resultsOf(declared, meant).includes('SKIP'))
    throw new StageError(
      'pipeline-refused',
      `the condition ${meant} of ${name} cannot be overridden: its result is SKIP`,
      {
        hint: 'when it fails, the stage is skipped and the execution goes on; start it again once the condition holds',
      },
    )
  return meant
}

/**
 * The execution in the stage: the one that is in it or failed there, otherwise the newest that waits to enter.
 * @throws StageError `input-missing` when there is none, or when several run in parallel
 */
export function executionInStage({ pipeline, declared, state, isParallel }: SeenStage): string {
  const { latestExecution, inboundExecutions = [] } = state
  const isThere = goesOn(latestExecution?.status) || latestExecution?.status === 'Failed'
  const id = isThere ? latestExecution?.pipelineExecutionId : inboundExecutions.at(-1)?.pipelineExecutionId
  if (id !== undefined && !isParallel) return id
  const why = isParallel ? 'executions run in parallel' : `no execution is in stage ${declared.name} or waits for it`
  throw new StageError('input-missing', `pipeline ${pipeline}: ${why}`, {
    hint: next`name one: ${input('execution', meaning('id'))}; those that run: ${command('pipeline list', { pipeline })}`,
  })
}

/** What the state says of a condition. */
export function conditionState(state: StageState, name: ConditionName): ConditionState | undefined {
  return name === 'before-entry' ? state.beforeEntryConditionState : state.onSuccessConditionState
}

function resultsOf({ beforeEntry, onSuccess }: DeclaredStage, name: ConditionName): readonly (string | undefined)[] {
  const { conditions = [] } = (name === 'before-entry' ? beforeEntry : onSuccess) ?? {}
  return conditions.map(({ result }) => result)
}

function isOpen(status: string | undefined): boolean {
  return status === 'InProgress' || status === 'Failed'
}
