import { isOpen, type Machine } from '../machine/machine.ts'
import { ServiceFault } from '../service-fault.ts'
import { executionWith } from './find.ts'

/** What a request to stop says. */
export interface Stop {
  readonly pipelineExecutionId: string
  /** Let go of what runs, instead of waiting for it. */
  readonly abandon?: boolean | undefined
  readonly reason?: string | undefined
  /** ARN of whoever asks. */
  readonly by: string
}

/**
 * Asks an execution to stop; its state changes afterwards (recorded). An execution that waits for its actions can
 * still be told to let go of them.
 * @throws ServiceFault PipelineExecutionNotStoppable, also for an unknown execution; DuplicatedStopRequest
 */
export function stopExecution({ pipeline }: Machine, stop: Stop): void {
  const { pipelineExecutionId: id, abandon = false, reason, by } = stop
  const execution = executionWith(pipeline, id)
  if (execution === undefined || !isOpen(execution))
    throw new ServiceFault(
      'PipelineExecutionNotStoppable',
      `The pipeline execution '${id}' is not in progress, or does not exist in the pipeline '${pipeline.name}'.`,
    )
  if (execution.stop !== undefined && (execution.stop.abandon || !abandon))
    throw new ServiceFault('DuplicatedStopRequest', `The pipeline execution '${id}' is stopping already.`)
  execution.stop = { abandon, by, ...(reason !== undefined && { reason }) }
}
