import { z } from 'zod'
import { networkInputs } from '../../core/inputs/network-inputs.ts'
import { flag } from '../../core/inputs/stage.ts'
import { runInputs, stackInputs } from '../../delivery/deployment/stack-inputs.ts'
import { configurationInput, environmentInput, targetInputs } from '../../delivery/environment/target-inputs.ts'
import { signingKeyInput } from '../../delivery/evidence/signing/signing-fields.ts'

/** What `promote` takes. */
export const promoteInputs = z.object({
  release: z.string().optional().describe('The release: its digest, or a version.'),
  releaseOf: z.string().optional().describe('Instead of a release: the environment whose running release is meant.'),
  environment: environmentInput.unwrap().default('production'),
  from: z
    .string()
    .optional()
    .describe(
      'The environment whose bucket has the bytes of the release; evidence is not read there for it. Default: that of release-of, else of the first required evidence.',
    ),
  ...targetInputs,
  configuration: configurationInput.describe(
    'liftlock.yml, or the folder that it lies in; its policy counts, never that of the release. Default: the working directory.',
  ),
  planOnly: flag().describe('Stop once the plan is known; needs a role that may preview, not one that may execute.'),
  ...runInputs,
  ...stackInputs,
  approvedBy: z
    .string()
    .optional()
    .describe(
      'Who approved the plan, for the evidence. Default: in a terminal, whoever runs it; elsewhere nobody is named.',
    ),
  signingKey: signingKeyInput,
  report: z.string().optional().describe('Folder for plan.json.'),
  ...networkInputs,
})
