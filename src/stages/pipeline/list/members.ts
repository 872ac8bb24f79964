import { z } from 'zod'
import { count } from '../../../core/inputs/kinds.ts'
import { pipelineInput, serviceInputs } from '../driving/pipeline-inputs.ts'

/** Inputs of the command `list`. */
export const listInputs = {
  pipeline: pipelineInput.optional().describe('Pipeline whose executions are listed. Default: list the pipelines.'),
  most: count(1, 10_000).default(20).describe('How many executions are listed, newest first.'),
  ...serviceInputs,
}

/** Outputs of the command `list`. */
export const listOutputs = {
  outcome: z.enum(['succeeded']).describe('The list was read.'),
  count: z.number().describe('How many are listed.'),
  listed: z.unknown().describe('The pipelines or executions, as JSON.'),
}
