import { z } from 'zod'

const text = (description: string) => z.string().describe(description).optional()

/** The input of every stage that reads `liftlock.yml`. */
export const configurationInput = z
  .string()
  .default('.')
  .describe('liftlock.yml, or the folder that it lies in. Default: the working directory.')

/** Inputs that name the environment, for a stage that does not require one or has a default. */
export const environmentInput = text('Environment, as liftlock.yml names it.')

/** The artifact bucket, for stages that accept another one than the environment's. */
export const bucketInput = text('Artifact bucket. Default: that of the environment.')

/** The stack, for stages that accept another one than the environment's. */
export const stackInput = text('Name of the stack. Default: that of the environment.')

/** Inputs of every stage that works in AWS. An input wins over the environment in `liftlock.yml`. */
export const targetInputs = {
  configuration: configurationInput,
  application: text('Name of the application. Default: the one in liftlock.yml.'),
  region: text('AWS region. Default: that of the environment, else that of the shell or runner.'),
  account: text('AWS account, twelve digits; other credentials are refused. Default: that of the environment.'),
  role: text('ARN of the role to assume for all calls to AWS. Default: that of the environment.'),
} as const
