import { z } from 'zod'
import { count, flag } from '../../core/inputs/stage.ts'
import { describeStage } from '../../core/run/describe.ts'
import { commandSummaries } from '../start/command-summaries.ts'
import { type Step, steps } from './steps.ts'

/** The inputs of `liftlock ship`, in the shape of a stage so that flags and help come the same way. */
export const shipDefinition = {
  name: 'ship',
  positional: 'folder',
  inputs: z.object({
    folder: z
      .string()
      .default('.')
      .describe('A model (its folder or its one compiled file), or a folder with a CloudFormation template.'),
    out: z.string().optional().describe('Folder for application and reports. Default: build/<application>.'),
    until: z
      .enum(steps.map(untilOf))
      .default(untilOf(steps.at(-1)!))
      .describe('Stop after this stage.'),
    rerun: flag().describe('Run the quality gate again for a release that has passed it.'),
    noTests: flag().describe('Leave the unit tests out.'),
    lanes: count(1, 32).default(1).describe('How many scenarios may run side by side.'),
    iam: flag().describe('With --local: enforce permissions, so that every function runs under its own role.'),
    egress: flag().describe('With --local: let functions reach public addresses.'),
    verbose: flag().describe('Show everything that the stages say.'),
  }),
  outputs: z.object({
    outcome: z.enum(['succeeded', 'no-changes']).describe('Whether anything changed anywhere.'),
    release: z.string().optional().describe('Digest of the release.'),
    stages: z.array(z.unknown()).describe('Each stage with its outcome, its seconds and its outputs.'),
  }),
} as const

/** How the input `until` names a step. */
export function untilOf({ name }: Pick<Step, 'name'>): string {
  return name.replaceAll(' ', '-')
}

export type ShipInputs = z.output<typeof shipDefinition.inputs>

/** What a reader sees of the command. */
export const shipDescription = describeStage(shipDefinition, commandSummaries.ship)
