import { z } from 'zod'
import { count, flag, list } from '../../core/inputs/kinds.ts'
import { defined } from '../../core/run/defined.ts'
import type { DeploymentPermissions, DesiredStack } from './deploy-options.ts'

/** A flag that also accepts `1` and `0`, as workflows for `aws-actions/aws-cloudformation-github-deploy` write it. */
export function switchInput() {
  return z.preprocess((value) => (value === '1' ? true : value === '0' ? false : value), flag())
}

/**
 * Inputs of `deploy` and `promote` about the stack, with the same meaning in both. An input wins over `liftlock.yml`.
 */
export const stackInputs = {
  capabilities: list().describe(
    'Acknowledged capabilities. Default: those of the environment in liftlock.yml, else CAPABILITY_IAM; for a release also CAPABILITY_NAMED_IAM.',
  ),
  roleArn: z
    .string()
    .optional()
    .describe('Service role that CloudFormation works with. Default: that of the environment in liftlock.yml.'),
  importExistingResources: switchInput().describe(
    'Adopt existing resources that have the fixed names of the template.',
  ),
  recreate: flag().describe('Delete a stack whose creation failed, and create it anew.'),
  recover: flag().describe('Continue a rollback that failed, then deploy.'),
  skipResources: list().describe('With {recover}: resources that the rollback leaves as they are.'),
} as const

/** Inputs of `deploy` and `promote` about the run: the plan to execute, and how long to follow it. */
export const runInputs = {
  plan: z.string().optional().describe('Fingerprint of the approved plan, all 64 digits; any other plan is refused.'),
  timeoutInMinutes: count(1, 720)
    .default(60)
    .describe('Minutes to follow the operation; it goes on after that, and a second run attaches to it.'),
  clientConfiguration: z
    .string()
    .optional()
    .describe(
      'Folder that gets configuration.js (production) or configuration-staging.js: endpoints and sign-in of an application made from a model, for its pages.',
    ),
} as const

type StackInputs = z.output<z.ZodObject<typeof stackInputs>>

/** The inputs as options of a deployment; what is not given is left out. */
export function stackOptions(inputs: StackInputs): {
  readonly desired: Partial<Pick<DesiredStack, 'importExisting' | 'capabilities' | 'roleArn'>>
  readonly permitted: Pick<DeploymentPermissions, 'policy'>
} {
  const { recreate, recover, skipResources } = inputs
  return {
    desired: {
      importExisting: inputs.importExistingResources,
      ...defined({
        capabilities: inputs.capabilities.length === 0 ? undefined : inputs.capabilities,
        roleArn: inputs.roleArn,
      }),
    },
    permitted: { policy: { recreate, recover, skipResources } },
  }
}
