import { z } from 'zod'

const text = (description: string) => z.string().optional().describe(description)

/** What `deploy` and `promote` report of the stack and the plan, with the same meaning in both. */
export const deploymentOutputs = {
  stackId: text('Id of the stack.'),
  url: text('Page of the stack in the AWS console; none where an emulator stands in for AWS.'),
  fingerprint: text('Fingerprint of the plan.'),
  planFile: text('Path of the full plan, plan.json.'),
  changesSummary: z
    .string()
    .describe('The first 50 changes as JSON: changes, totalChanges, truncated, status, executionStatus.'),
  changesText: z.string().describe('The changes in words.'),
} as const

/** How many resources a plan changes, by kind. */
export const changesOutput = z
  .unknown()
  .describe('How many resources are replaced, changed, added and removed, as JSON.')

/** The outputs of the stack after the deployment. */
export const stackOutputsOutput = z.unknown().describe('Outputs of the stack.')
