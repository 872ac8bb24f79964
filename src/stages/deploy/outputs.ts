import { z } from 'zod'
import {
  changesOutput,
  deploymentOutputs,
  stackOutputsOutput,
} from '../../delivery/deployment/outputs/deployment-outputs.ts'
import { signatureOutput } from '../../delivery/evidence/signing/signing-fields.ts'

/** The outputs of `deploy`. */
export const deployOutputs = z.object({
  outcome: z.enum(['succeeded', 'no-changes']).describe('Whether there was anything to change.'),
  ...deploymentOutputs,
  stack: z.string().describe('Name of the stack.'),
  environment: z.string().optional().describe('The environment that was deployed to.'),
  release: z.string().optional().describe('Digest of the release.'),
  changeSetId: z
    .string()
    .optional()
    .describe('ARN of the change set that was executed, or left for a later run; also set after a failure.'),
  changeSetName: z.string().optional().describe('Name of that change set.'),
  hasChanges: z.boolean().describe('Whether the plan changes anything.'),
  changesCount: z.number().describe('How many resources the plan changes.'),
  changes: changesOutput,
  changesMarkdown: z.string().describe('The plan as Markdown, headed CloudFormation Change Set.'),
  signature: signatureOutput,
  outputs: stackOutputsOutput,
})
