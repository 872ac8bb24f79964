import { z } from 'zod'
import { flag } from '../../../core/inputs/kinds.ts'
import { networkInputs } from '../../../core/inputs/network-inputs.ts'
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
  upload: flag().describe(
    'Upload the archive with this toolkit and liftlock.yml, unless the bucket has it, and render its version.',
  ),
  makeBucket: flag().describe('Make the bucket for the sources when it is missing, with versions.'),
  roleName: z
    .string()
    .regex(/^[\w+=,.@-]{1,64}$/, 'expected the name of a role, without its account')
    .optional()
    .describe('Name of a role to assume in each account. Default: the credentials of the shell or runner.'),
  check: flag().describe('Compare with the templates in the folder, and write nothing.'),
  ...networkInputs,
}

/** Outputs of the command `render`. */
export const renderOutputs = {
  outcome: z
    .enum(['succeeded', 'no-changes'])
    .describe('Whether the templates were written; no-changes when they were the same already.'),
  toolkitVersion: z.string().describe('Version of the archive with the toolkit that the templates name.'),
  uploaded: z.boolean().describe('Whether the archive with the toolkit was uploaded now.'),
  templates: z.array(z.string()).describe('Paths of the templates, in the order of their deployment, as JSON.'),
  warnings: z.number().describe('How many warnings the admission has about the pipeline.'),
}
