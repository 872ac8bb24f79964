import { z } from 'zod'
import { flag } from '../../../core/inputs/kinds.ts'
import { executionInput, pipelineInput, serviceInputs, stageInput } from '../driving/pipeline-inputs.ts'
import { followingInputs, followingOutputs } from '../following/following-members.ts'

/** Inputs of the command `override`. */
export const overrideInputs = {
  pipeline: pipelineInput,
  pipelineStage: stageInput.describe('Stage of the condition.'),
  condition: z
    .enum(['before-entry', 'on-success'])
    .optional()
    .describe('Condition to override. Default: the only one of the stage that waits or failed.'),
  execution: executionInput.optional().describe('Execution to let go on. Default: the one in the stage.'),
  detach: flag().describe('End as soon as the execution goes on, without following it.'),
  ...followingInputs,
  ...serviceInputs,
}

/** Outputs of the command `override`. */
export const overrideOutputs = followingOutputs
