import { z } from 'zod'

/** The signing key input, for every stage that leaves evidence. */
export const signingKeyInput = z
  .string()
  .optional()
  .describe(
    'Key that signs the evidence: the ARN, alias/<name> or id of a KMS key, or the path of a private key (PEM). Default: that of the environment; without one evidence is unsigned.',
  )

/** The signature output, for every stage that leaves evidence. */
export const signatureOutput = z
  .string()
  .optional()
  .describe('Whether the evidence of this stage is signed, and by whom: unsigned, or signed by <name>.')
