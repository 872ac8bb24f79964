import { z } from 'zod'
import { flag } from '../../../core/inputs/kinds.ts'
import { configurationInput } from '../../../delivery/environment/target-inputs.ts'

/** Inputs of the command `render`. */
export const renderInputs = {
  configuration: configurationInput,
  out: z.string().default('pipeline').describe('Folder for the templates.'),
  actions: z
    .enum(['commands', 'cloudformation'])
    .default('commands')
    .describe(
      'Who deploys: commands of this toolkit, or the actions of CloudFormation, which do less; what they lack are warnings.',
    ),
  check: flag().describe('Compare with the templates in the folder, and write nothing.'),
}

/** Outputs of the command `render`. */
export const renderOutputs = {
  outcome: z
    .enum(['succeeded', 'no-changes'])
    .describe('Whether the templates were written; no-changes when they were the same already.'),
  templates: z.array(z.string()).describe('Paths of the templates, in the order of their deployment, as JSON.'),
  warnings: z.number().describe('How many warnings the admission has about the pipeline.'),
}
