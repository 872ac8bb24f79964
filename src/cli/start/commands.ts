import type { CommandLine } from '../command-line.ts'
import { commandSummaries } from './command-summaries.ts'

/** A command that is not a stage, before it is loaded. */
export interface ListedCommand {
  /** One sentence for `--help` and the docs. */
  readonly summary: string
  /** Runs it, and gives the exit code. */
  readonly run: (argv: readonly string[], line: CommandLine) => Promise<number>
}

/** Every command that is not a stage; each loads when it is asked for. */
export const commands = {
  ship: {
    summary: commandSummaries.ship,
    run: async (argv, line) => (await import('../ship/command.ts')).runShip(argv, line),
  },
  'dead-letters': {
    summary: commandSummaries['dead-letters'],
    run: async (argv, line) => (await import('../dead-letters/group.ts')).runDeadLetterCommand(argv, line),
  },
  local: {
    summary: commandSummaries.local,
    run: async (argv, line) => (await import('../local/group.ts')).runLocalCommand(argv, line),
  },
  version: {
    summary: commandSummaries.version,
    run: async (argv, line) => (await import('../version.ts')).printVersion(argv, line),
  },
} satisfies Readonly<Record<string, ListedCommand>>
