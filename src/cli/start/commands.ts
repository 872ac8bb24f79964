import type { CommandLine } from '../command-line.ts'

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
    summary: 'Run the whole line on one machine, from the model to production.',
    run: async (argv, line) => (await import('../ship/command.ts')).runShip(argv, line),
  },
  local: {
    summary: 'Start, look at, and remove the local AWS.',
    run: async (argv, line) => (await import('../local/group.ts')).runLocalCommand(argv, line),
  },
  version: {
    summary: 'Say which version this is.',
    run: async (argv, line) => (await import('../version.ts')).printVersion(argv, line),
  },
} satisfies Readonly<Record<string, ListedCommand>>
