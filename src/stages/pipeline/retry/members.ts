import { flag } from '../../../core/inputs/kinds.ts'
import { executionInput, pipelineInput, serviceInputs, stageInput } from '../driving/pipeline-inputs.ts'
import { followingInputs, followingOutputs } from '../following/following-members.ts'

/** Inputs of the command `retry`. */
export const retryInputs = {
  pipeline: pipelineInput,
  execution: executionInput.optional().describe('Execution to retry. Default: the newest one.'),
  pipelineStage: stageInput.optional().describe('Stage to retry. Default: the one that failed or was stopped.'),
  allActions: flag().describe('Run all actions of the stage again. Default: those that failed.'),
  detach: flag().describe('End as soon as the stage runs again, without following it.'),
  ...followingInputs,
  ...serviceInputs,
}

/** Outputs of the command `retry`. */
export const retryOutputs = followingOutputs
