import { z } from 'zod'
import { flag } from '../../../core/inputs/kinds.ts'
import { pipelineInput, serviceInputs, stageInput } from '../driving/pipeline-inputs.ts'
import { followingInputs, followingOutputs } from '../following/following-members.ts'

/** Inputs of the command `rollback`. */
export const rollbackInputs = {
  pipeline: pipelineInput,
  pipelineStage: stageInput.describe('Stage to roll back; no other stage is touched.'),
  to: z
    .string()
    .optional()
    .describe(
      'Execution to roll back to, by its id or its release. Without it, those that come into question are listed.',
    ),
  detach: flag().describe('End as soon as the rollback has started, without following it.'),
  ...followingInputs,
  ...serviceInputs,
}

/** Outputs of the command `rollback`. */
export const rollbackOutputs = {
  ...followingOutputs,
  outcome: z
    .enum(['succeeded', 'no-changes'])
    .describe('The stage was rolled back; no-changes if it was so before, or if nothing but the list was wanted.'),
  candidates: z
    .unknown()
    .optional()
    .describe('The executions that the stage can be rolled back to, newest first, as JSON.'),
}
