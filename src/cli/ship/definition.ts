import { z } from 'zod'
import { count, flag } from '../../core/inputs/kinds.ts'
import { describeStage } from '../../core/run/describe.ts'
import { commandSummaries } from '../start/command-summaries.ts'
import { type Step, steps } from './steps.ts'

/** The inputs of `liftlock ship`, in the form of a stage, so that flags and help work in the same way. */
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
    buildCommand: z
      .string()
      .optional()
      .describe('Command that builds the application of a template. Default: that of the stage build.'),
    testCommand: z
      .string()
      .optional()
      .describe(
        "Test command of the quality gate, such as npm test. It runs in the folder with the stack's outputs as variables.",
      ),
    testRole: z
      .string()
      .optional()
      .describe(
        'ARN of a role whose credentials the test command gets; not that of the gate. Default: no credentials.',
      ),
    rerun: flag().describe('Run the quality gate again, even if the release has passed it.'),
    noTests: flag().describe('Skip the unit tests.'),
    lanes: count(1, 32).default(1).describe('How many scenarios may run at the same time.'),
    via: z
      .enum(['terminal', 'codepipeline'])
      .default('terminal')
      .describe(
        'Where the stages after package run: here, or in a pipeline of the local CodePipeline that is rendered, deployed and approved.',
      ),
    iam: flag().describe('With --local: enforce permissions, so that every function runs under its own role.'),
    egress: flag().describe('With --local: let functions reach public addresses.'),
    verbose: flag().describe('Show all messages of the stages.'),
  }),
  outputs: z.object({
    outcome: z.enum(['succeeded', 'no-changes']).describe('Whether any stage changed something.'),
    release: z.string().optional().describe('Digest of the release.'),
    stages: z.array(z.unknown()).describe('Each stage with its outcome, its seconds and its outputs.'),
  }),
} as const

/** How the input `until` names a step. */
export function untilOf({ name }: Pick<Step, 'name'>): string {
  return name.replaceAll(' ', '-')
}

export type ShipInputs = z.output<typeof shipDefinition.inputs>

/** The description of the command, for its help. */
export const shipDescription = describeStage(shipDefinition, commandSummaries.ship)
