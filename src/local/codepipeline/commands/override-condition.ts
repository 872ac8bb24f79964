import { resumeStage } from '../machine/begin-retry.ts'
import { conditionAt, endCondition } from '../machine/condition.ts'
import { failedConditionCanBeOverridden } from '../machine/decisions.ts'
import { currentDeclaration, holderOf, isOpen, type Machine, modeOf } from '../machine/machine.ts'
import { ServiceFault } from '../service-fault.ts'
import { latestRecord, refuseTooMany, stageNamed } from './find.ts'

/** What a request for an override says. */
export interface Override {
  readonly stageName: string
  readonly pipelineExecutionId: string
  readonly conditionType: 'BEFORE_ENTRY' | 'ON_SUCCESS'
}

/**
 * Lets an execution go on as if a condition had held. Rules that still run are abandoned; what failed by the condition
 * is resumed.
 * @throws ServiceFault StageNotFound, ConditionNotOverridable, NotLatestPipelineExecution, Conflict,
 *   ConcurrentPipelineExecutionsLimitExceeded
 */
export function overrideCondition(machine: Machine, override: Override): void {
  const { stageName, pipelineExecutionId, conditionType } = override
  const { pipeline } = machine
  const declared = stageNamed(pipeline, stageName)
  const place = conditionType === 'BEFORE_ENTRY' ? 'beforeEntry' : 'onSuccess'
  if (conditionAt(declared, place) === undefined) throw notOverridable(override, 'the stage has no such condition')
  if (conditionAt(declared, place)!.result === 'SKIP') throw notOverridable(override, 'its result is SKIP')
  const { execution, stage } = latestRecord(machine, stageName, pipelineExecutionId, 'ConditionNotOverridable')
  const condition = stage.conditions[place]
  const waits = condition?.status === 'InProgress' && isOpen(execution) && execution.stop === undefined
  const failed = condition?.status === 'Failed' && stage.status === 'Failed' && failedConditionCanBeOverridden()
  if (condition === undefined || !(waits || failed))
    throw notOverridable(override, `its status is ${condition?.status ?? 'unknown'}`)
  if (execution.version !== pipeline.declarations.length)
    throw notOverridable(override, 'the pipeline has been updated since the execution began')
  if (failed) {
    const holder = holderOf(pipeline, execution.position)
    if (holder !== undefined && modeOf(currentDeclaration(pipeline)) !== 'PARALLEL')
      throw new ServiceFault('Conflict', `The pipeline execution '${holder.id}' is in the stage '${stageName}'.`)
    refuseTooMany(pipeline)
  }
  endCondition(machine, stage, condition, 'Overridden')
  if (!failed) return
  stage.phase = place
  resumeStage(machine, execution, stage)
}

function notOverridable({ conditionType, stageName }: Override, reason: string): ServiceFault {
  return new ServiceFault(
    'ConditionNotOverridable',
    `The condition ${conditionType} of the stage '${stageName}' cannot be overridden: ${reason}.`,
  )
}
