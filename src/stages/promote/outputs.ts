import { z } from 'zod'
import { signatureOutput } from '../../delivery/evidence/signing/signing-fields.ts'

/** What `promote` gives. */
export const promoteOutputs = z.object({
  outcome: z.enum(['succeeded', 'no-changes']).describe('Whether anything changed.'),
  release: z.string().describe('Digest of the release.'),
  environment: z.string().describe('The environment that has it now.'),
  stackId: z.string().optional().describe('The stack of the environment.'),
  url: z
    .string()
    .optional()
    .describe('Page of the stack in the AWS console; none where an emulator stands in for AWS.'),
  fingerprint: z.string().optional().describe('Fingerprint of the plan.'),
  planFile: z.string().optional().describe('Path of plan.json.'),
  changesSummary: z
    .string()
    .describe('The first 50 changes as JSON: changes, totalChanges, truncated, status, executionStatus.'),
  changesText: z.string().describe('The changes in words.'),
  changes: z.unknown().optional().describe('How many resources were added, changed and removed.'),
  outputs: z.unknown().optional().describe('Outputs of the stack.'),
  evidence: z.array(z.string()).describe('Keys of the evidence that let it pass.'),
  approval: z.string().optional().describe('Key of the evidence that says who approved the plan.'),
  signature: signatureOutput,
})
