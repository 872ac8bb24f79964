import type { CommandLine } from '../command-line.ts'
import { commandSummaries } from './command-summaries.ts'

/** A command that is not a stage, before it is loaded. */
export interface ListedCommand {
  /** One sentence for `--help` and the docs. */
  readonly summary: string
  /** Runs the command, and returns the exit code. */
  readonly run: (argv: readonly string[], line: CommandLine) => Promise<number>
}

/** All commands that are not stages; each loads when it is needed. */
export const commands = {
  ship: {
    summary: commandSummaries.ship,
    run: async (argv, line) => (await import('../ship/command.ts')).runShip(argv, line),
  },
  'dead-letters': {
    summary: commandSummaries['dead-letters'],
    run: async (argv, line) => (await import('../dead-letters/group.ts')).runDeadLetterCommand(argv, line),
  },
  pipeline: {
    summary: commandSummaries.pipeline,
    run: async (argv, line) => (await import('../pipeline/group.ts')).runPipelineCommand(argv, line),
  },
  local: {
    summary: commandSummaries.local,
    run: async (argv, line) => (await import('../local/group.ts')).runLocalCommand(argv, line),
  },
  explain: {
    summary: commandSummaries.explain,
    run: async (argv, line) => (await import('../explain/command.ts')).runExplain(argv, line),
  },
  version: {
    summary: commandSummaries.version,
    run: async (argv, line) => (await import('../version.ts')).printVersion(argv, line),
  },
} satisfies Readonly<Record<string, ListedCommand>>
