import { z } from 'zod'
import {
  actionInput,
  executionInput,
  pipelineInput,
  serviceInputs,
  stageInput,
  tokenInput,
} from '../driving/pipeline-inputs.ts'
import { followingInputs } from '../following/following-members.ts'

const text = (description: string) => z.string().optional().describe(description)

/** Inputs of the commands `approve` and `reject`. */
export const approvalInputs = {
  pipeline: pipelineInput,
  pipelineStage: stageInput.optional().describe('Stage of the approval. Default: the only one that waits.'),
  action: actionInput.optional().describe('Action of the approval. Default: the only one that waits.'),
  execution: executionInput.optional().describe('Execution of the approval. Default: the one that waits.'),
  token: tokenInput
    .optional()
    .describe('Token of the approval, as show names it. Default: that of the approval that waits.'),
  comment: z
    .string()
    .max(512, { error: 'expected at most 512 characters' })
    .default('')
    .describe('Comment for everybody who looks at the execution.'),
  release: text('Release that is meant; an approval about another one is not answered.'),
  plan: text('Fingerprint of the plan that is meant; an approval about another one is not answered.'),
  timeLimit: followingInputs.timeLimit.describe('Minutes to wait until the execution asks for the approval.'),
  ...serviceInputs,
}

/** Outputs of the commands `approve` and `reject`. */
export const approvalOutputs = {
  outcome: z
    .enum(['succeeded', 'no-changes'])
    .describe('The approval has this answer; no-changes if it had it before.'),
  execution: z.string().optional().describe('Id of the execution.'),
  token: z.string().optional().describe('Token of the approval.'),
  decidedBy: z.string().optional().describe('ARN of whoever answered the approval, as the service names them.'),
}
