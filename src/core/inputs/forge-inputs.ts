import { z } from 'zod'

/** Inputs of every stage that uses GitHub. The host reads the token before the stage runs, and masks it. */
export const forgeInputs = {
  githubToken: z
    .string()
    .optional()
    .meta({ jobDefault: '${{ github.token }}' })
    .describe(
      'Token for the API of GitHub; a secret. Default: the token of the job, or that of the environment of a terminal.',
    ),
} as const
