import { z } from 'zod'
import { count, flag, list } from '../../core/inputs/kinds.ts'
import { networkInputs } from '../../core/inputs/network-inputs.ts'
import { bucketInput, targetInputs } from '../../delivery/environment/target-inputs.ts'

const place = (input: string) => `${input} Default: that of previews in liftlock.yml.`

/** The inputs of `cleanup`. */
export const cleanupInputs = z.object({
  pullRequest: count(1, 9_999_999_999)
    .optional()
    .describe('Number of the pull request whose stack is removed. Default: every stack that is older than its days.'),
  plans: list().describe('Environments whose stacks are freed of what interrupted previews left.'),
  ...targetInputs,
  region: targetInputs.region.describe(place('AWS region.')),
  account: targetInputs.account.describe(place('AWS account, twelve digits; other credentials are refused.')),
  role: targetInputs.role.describe(place('ARN of the role to assume for all calls to AWS.')),
  bucket: bucketInput.describe(place('Artifact bucket.')),
  planOnly: flag().describe('Say what would be removed, and remove nothing.'),
  timeoutInMinutes: count(1, 720).default(60).describe('Minutes to wait for all removals together.'),
  ...networkInputs,
})

/** The outputs of `cleanup`. */
export const cleanupOutputs = z.object({
  outcome: z.enum(['succeeded', 'no-changes']).describe('Whether there was anything to remove.'),
  removed: z.array(z.string()).describe('Names of the removed stacks, or of those that a plan would remove, as JSON.'),
  kept: z.array(z.string()).describe('Names of the stacks of pull requests that stay, as JSON.'),
})

export type CleanupInputs = z.output<typeof cleanupInputs>
