import { z } from 'zod'

/** The signers of evidence: a name and a public key each, at the top of `liftlock.yml`. */
export const signersSchema = z
  .record(
    z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/, 'expected letters, digits, dots, hyphens and underscores'),
    z.strictObject({
      'public-key': z
        .string()
        .min(1)
        .describe('The public key: PEM text, or the base64 that "aws kms get-public-key" prints.'),
    }),
  )
  .default({})
  .describe('Who may sign evidence, by name.')
