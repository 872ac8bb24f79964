import { executionInput, pipelineInput, serviceInputs } from '../driving/pipeline-inputs.ts'
import { followingInputs, followingOutputs } from '../following/following-members.ts'

/** Inputs of the command `follow`. */
export const followInputs = {
  pipeline: pipelineInput,
  execution: executionInput.optional().describe('Execution to follow. Default: the newest one.'),
  ...followingInputs,
  ...serviceInputs,
}

/** Outputs of the command `follow`. */
export const followOutputs = followingOutputs
