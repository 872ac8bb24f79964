import { z } from 'zod'

/** Inputs of the command `validate`. */
export const validateInputs = {
  definition: z
    .string()
    .describe('File with the pipeline: a CloudFormation template, or the answer of GetPipeline, in JSON or YAML.'),
}

/** Outputs of the command `validate`. */
export const validateOutputs = {
  outcome: z.enum(['succeeded']).describe('Every pipeline of the file is admitted.'),
  pipelines: z.number().describe('How many pipelines the file has.'),
  errors: z.number().describe('How many errors were found; a pipeline with errors ends as a failure.'),
  warnings: z.number().describe('How many warnings were found.'),
}
