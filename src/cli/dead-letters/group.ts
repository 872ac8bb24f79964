import { type CommandGroup, runGroup } from '../command-group.ts'
import type { CommandLine } from '../command-line.ts'
import { stageFlags } from '../start/arguments.ts'
import { deadLetterCommands } from './commands.ts'

const group: CommandGroup = {
  name: 'dead-letters',
  title: 'events that an application could not process',
  usage: 'inputs',
  commands: deadLetterCommands,
  notes: [
    'Each has --help (-h), --json and --local (an application on the local AWS).',
    'A dead letter is kept for 30 days, and goes when its event has been processed. The guide: liftlock explain dead-letters.',
  ],
  flags: stageFlags,
}

/**
 * Runs `liftlock dead-letters …`.
 * @returns the exit code
 * @throws StageError of `runGroup`
 */
export function runDeadLetterCommand(argv: readonly string[], line: CommandLine): Promise<number> {
  return runGroup(group, argv, line)
}
