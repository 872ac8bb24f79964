import { z } from 'zod'
import { networkInputs } from '../../core/inputs/network-inputs.ts'
import { count, flag } from '../../core/inputs/stage.ts'
import { stackInputs } from '../../delivery/deployment/stack-inputs.ts'
import { signingKeyInput } from '../../delivery/evidence/signing/signing-fields.ts'

/** What `promote` takes. */
export const promoteInputs = z.object({
  release: z.string().optional().describe('The release: its digest, or a version.'),
  releaseOf: z.string().optional().describe('Instead of a release: the environment whose running release is meant.'),
  environment: z.string().default('production').describe('The environment to bring it to.'),
  from: z
    .string()
    .optional()
    .describe(
      'The environment whose bucket has the bytes of the release; evidence is not read there for it. Default: that of release-of, else of the first required evidence.',
    ),
  configuration: z
    .string()
    .default('.')
    .describe('Folder of liftlock.yml; its policy counts, never that of the release.'),
  application: z.string().optional().describe('Name of the application. Default: the one in liftlock.yml.'),
  planOnly: flag().describe('Stop once the plan is known; needs a role that may preview, not one that may execute.'),
  plan: z.string().optional().describe('Fingerprint of the approved plan, all 64 digits; any other plan is refused.'),
  ...stackInputs,
  approvedBy: z
    .string()
    .optional()
    .describe(
      'Who approved the plan, for the evidence. Default: in a terminal, whoever runs it; elsewhere nobody is named.',
    ),
  signingKey: signingKeyInput,
  report: z.string().optional().describe('Folder for plan.json.'),
  timeoutInMinutes: count(1, 720)
    .default(60)
    .describe('How long to follow the deployment before leaving it to go on alone.'),
  region: z.string().optional().describe('AWS region. Default: that of the environment.'),
  account: z.string().optional().describe('AWS account, twelve digits. Default: that of the environment.'),
  role: z.string().optional().describe('ARN of a role to assume. Default: that of the environment.'),
  ...networkInputs,
})
