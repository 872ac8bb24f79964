import { z } from 'zod'

const text = (description: string) => z.string().describe(description).optional()

/** The input of every stage that reads `liftlock.yml`. */
export const configurationInput = z
  .string()
  .default('.')
  .describe('liftlock.yml, or the folder that it lies in. Default: the working directory.')

/** Inputs that name the environment, for a stage that needs none, or has one by default. */
export const environmentInput = text('Environment, as liftlock.yml names it.')

/** The artifact bucket, for stages that may be given another one than that of the environment. */
export const bucketInput = text('Artifact bucket. Default: that of the environment.')

/** The stack, for stages that may be given another one than that of the environment. */
export const stackInput = text('Name of the stack. Default: that of the environment.')

/** What every stage takes that works in AWS. An input wins over what `liftlock.yml` says of the environment. */
export const targetInputs = {
  configuration: configurationInput,
  application: text('Name of the application. Default: the one in liftlock.yml.'),
  region: text('AWS region. Default: that of the environment, else that of the shell or runner.'),
  account: text('AWS account, twelve digits; other credentials are refused. Default: that of the environment.'),
  role: text('ARN of the role to assume for all calls to AWS. Default: that of the environment.'),
} as const
