import { z } from 'zod'
import { count, flag } from '../../core/inputs/stage.ts'

/** The inputs of `liftlock ship`, in the shape of a stage so that flags and help come the same way. */
export const shipDefinition = {
  name: 'ship',
  summary: 'Run the whole line on one machine: generate, package, deploy to staging, quality gate, production.',
  positional: 'folder',
  inputs: z.object({
    folder: z.string().default('.').describe('A model, or a folder with a CloudFormation template.'),
    out: z.string().optional().describe('Folder for application and reports. Default: build/<application>.'),
    until: z
      .enum(['generate', 'package', 'staging', 'quality-gate', 'production'])
      .default('production')
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

export type ShipInputs = z.output<typeof shipDefinition.inputs>
