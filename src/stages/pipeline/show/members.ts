import { z } from 'zod'
import { executionInput, pipelineInput, serviceInputs } from '../driving/pipeline-inputs.ts'

/** Inputs of the command `show`. */
export const showInputs = {
  pipeline: pipelineInput,
  execution: executionInput.optional().describe('Execution whose actions are shown. Default: what runs in each stage.'),
  ...serviceInputs,
}

/** Outputs of the command `show`. */
export const showOutputs = {
  outcome: z.enum(['succeeded']).describe('The state was read.'),
  stages: z
    .unknown()
    .optional()
    .describe('What runs in each stage, with revisions, variables, who and since when, as JSON.'),
  status: z.string().optional().describe('Status of the execution, in the words of the service.'),
  actions: z.unknown().optional().describe('All attempts of all actions of the execution, newest first, as JSON.'),
}
