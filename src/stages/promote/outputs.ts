import { z } from 'zod'
import {
  changesOutput,
  deploymentOutputs,
  stackOutputsOutput,
} from '../../delivery/deployment/outputs/deployment-outputs.ts'
import { signatureOutput } from '../../delivery/evidence/signing/signing-fields.ts'

/** The outputs of `promote`. */
export const promoteOutputs = z.object({
  outcome: z.enum(['succeeded', 'no-changes']).describe('Whether anything changed.'),
  release: z.string().describe('Digest of the release.'),
  environment: z.string().describe('The environment that was deployed to.'),
  ...deploymentOutputs,
  changes: changesOutput.optional(),
  outputs: stackOutputsOutput.optional(),
  evidence: z.array(z.string()).describe('Keys of the evidence that allowed the promotion.'),
  approval: z.string().optional().describe('Key of the evidence that says who approved the plan.'),
  signature: signatureOutput,
})
