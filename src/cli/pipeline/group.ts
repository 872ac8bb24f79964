import { describeStage } from '../../core/run/describe.ts'
import { loadPipelineCommand, type PipelineCommand, pipelineCommands } from '../../stages/pipeline/commands.ts'
import { type CommandGroup, type GroupedCommand, type GroupedStage, runGroup } from '../command-group.ts'
import type { CommandLine } from '../command-line.ts'
import { stageFlags } from '../start/arguments.ts'

/** The commands of `liftlock pipeline`, each a stage. */
export const groupedPipelineCommands = Object.fromEntries(
  Object.entries(pipelineCommands).map(([name, summary]): [string, GroupedStage] => {
    const load = loadPipelineCommand[name as PipelineCommand]
    return [name, { summary, stage: { describe: async () => describeStage(await load(), summary), load } }]
  }),
)

/** Commands of `liftlock pipeline` that run stages, and so are none themselves. */
export const otherPipelineCommands = {
  worker: {
    summary: 'Run stages for custom actions of pipelines, on this machine.',
    load: async () => (await import('./worker/worker.ts')).worker,
  },
} satisfies Readonly<Record<string, GroupedCommand>>

const group: CommandGroup = {
  name: 'pipeline',
  title: 'pipelines of CodePipeline',
  usage: 'inputs',
  commands: { ...groupedPipelineCommands, ...otherPipelineCommands },
  notes: ['Each has --help (-h) and --json (one object on stdout; for worker, one a line).'],
  flags: stageFlags,
}

/**
 * Runs `liftlock pipeline …`.
 * @returns the exit code
 * @throws StageError of `runGroup`
 */
export function runPipelineCommand(argv: readonly string[], line: CommandLine): Promise<number> {
  return runGroup(group, argv, line)
}
