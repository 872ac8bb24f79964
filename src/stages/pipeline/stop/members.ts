import { z } from 'zod'
import { flag } from '../../../core/inputs/kinds.ts'
import { executionInput, pipelineInput, serviceInputs } from '../driving/pipeline-inputs.ts'
import { followingInputs } from '../following/following-members.ts'

/** Inputs of the command `stop`. */
export const stopInputs = {
  pipeline: pipelineInput,
  execution: executionInput,
  abandon: flag().describe('Abandon running actions; what they began goes on. Without it, they are waited for.'),
  reason: z
    .string()
    .max(200, { error: 'expected at most 200 characters' })
    .optional()
    .describe('Reason, for everybody who looks at it. Default: this run.'),
  timeLimit: followingInputs.timeLimit,
  ...serviceInputs,
}

/** Outputs of the command `stop`. */
export const stopOutputs = {
  outcome: z.enum(['succeeded', 'no-changes']).describe('The execution is stopped; no-changes if it was before.'),
  execution: z.string().optional().describe('Id of the execution.'),
  status: z.string().optional().describe('Status of the execution, in the words of the service.'),
}
