import { z } from 'zod'
import { flag } from '../../core/inputs/kinds.ts'
import { networkInputs } from '../../core/inputs/network-inputs.ts'
import { runInputs, stackInputs } from '../../delivery/deployment/stack-inputs.ts'
import { configurationInput, environmentInput, targetInputs } from '../../delivery/environment/target-inputs.ts'
import { signingKeyInput } from '../../delivery/evidence/signing/signing-fields.ts'

/** The inputs of `promote`. */
export const promoteInputs = z.object({
  release: z.string().optional().describe('The release: its digest, or a version.'),
  releaseOf: z.string().optional().describe('Promote the release that this environment runs, instead of {release}.'),
  environment: environmentInput.unwrap().default('production'),
  from: z
    .string()
    .optional()
    .describe(
      'Environment whose bucket has the bytes of the release; evidence is always read where it was made. Default: {release-of}, else the first entry of requires in liftlock.yml.',
    ),
  ...targetInputs,
  configuration: configurationInput.describe(
    'liftlock.yml, or its folder. This policy counts, never one in the release. Default: the working directory.',
  ),
  planOnly: flag().describe('Make the plan, then stop; a role that may only preview changes is enough.'),
  ...runInputs,
  ...stackInputs,
  approvedBy: z
    .string()
    .optional()
    .describe(
      'Name of the person who approved the plan, for the evidence. Default: the current user in a terminal, the ARN that approved in CodePipeline; no name elsewhere.',
    ),
  signingKey: signingKeyInput,
  report: z.string().optional().describe('Folder for plan.json.'),
  ...networkInputs,
})
