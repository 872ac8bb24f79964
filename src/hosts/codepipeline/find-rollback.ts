import type { Waiting } from '../../core/pacing/poll.ts'
import type { Pipelines } from '../../core/ports/pipelines.ts'
import type { Rollback } from '../../core/run/context.ts'
import { failedExecutionOf } from '../../pipeline/execution/related-runs.ts'
import type { PipelinePlace } from '../context/pipeline-place.ts'
import { runsOf } from '../context/run-identity.ts'
import { patientCall } from './patient-call.ts'

/**
 * Whether this execution rolls its stage back, and why. Only a trigger that names a person counts as asked for.
 * @throws StageError the errors of the call
 */
export async function findRollback(
  place: PipelinePlace,
  pipelines: Pick<Pipelines, 'execution'>,
  waiting: Waiting,
): Promise<Rollback | undefined> {
  const { pipeline, stage } = place
  const read = () => pipelines.execution(pipeline, place.execution)
  const found = await patientCall(waiting, read, ['execution-missing'])
  if (found.executionType !== 'ROLLBACK') return undefined
  if (found.trigger?.triggerType === 'ManualRollback') return { kind: 'asked-for' }
  const execution = failedExecutionOf({ ...found, pipelineExecutionId: place.execution })
  if (execution === undefined) return { kind: 'by-itself', isFailed: undefined }
  const failed = runsOf({ pipeline, execution, stage })
  return { kind: 'by-itself', isFailed: ({ host, id }) => host === 'codepipeline' && id.startsWith(failed) }
}
