import { z } from 'zod'
import { pipelineInput, serviceInputs, stageInput } from '../driving/pipeline-inputs.ts'

/** Inputs of the command `transitions`. */
export const transitionsInputs = {
  pipeline: pipelineInput,
  pipelineStage: stageInput.describe('Stage that executions may enter or not.'),
  transition: z.enum(['enabled', 'disabled']).describe('Whether executions may enter the stage.'),
  reason: z.string().optional().describe('Reason, for everybody who looks at it; disabled needs one.'),
  ...serviceInputs,
}

/** Outputs of the command `transitions`. */
export const transitionsOutputs = {
  outcome: z.enum(['succeeded', 'no-changes']).describe('The stage is as wanted; no-changes if it was before.'),
}
