import { z } from 'zod'
import { signatureOutput } from '../../delivery/evidence/signing/signing-fields.ts'

/** What `deploy` gives. */
export const deployOutputs = z.object({
  outcome: z.enum(['succeeded', 'no-changes']).describe('Whether there was anything to change.'),
  stackId: z.string().optional().describe('The stack.'),
  url: z
    .string()
    .optional()
    .describe('Page of the stack in the AWS console; none where an emulator stands in for AWS.'),
  stack: z.string().describe('Name of the stack.'),
  environment: z.string().optional().describe('The environment that was deployed to.'),
  release: z.string().optional().describe('Digest of the release that is there now.'),
  fingerprint: z.string().optional().describe('Fingerprint of the plan.'),
  planFile: z.string().optional().describe('The full plan, JSON.'),
  changeSetId: z
    .string()
    .optional()
    .describe('The change set that was executed, or left to be executed; also after a failure.'),
  changeSetName: z.string().optional().describe('Its name.'),
  hasChanges: z.boolean().describe('Whether the plan changes anything.'),
  changesCount: z.number().describe('How many resources the plan changes.'),
  changes: z.unknown().describe('How many resources are replaced, changed, added and removed, as JSON.'),
  changesSummary: z
    .string()
    .describe('The first 50 changes as JSON: changes, totalChanges, truncated, status, executionStatus.'),
  changesText: z.string().describe('The changes in words.'),
  changesMarkdown: z.string().describe('The plan as Markdown, headed CloudFormation Change Set.'),
  signature: signatureOutput,
  outputs: z.unknown().describe('Outputs of the stack.'),
})
