import { type CommandGroup, runGroup } from '../command-group.ts'
import type { CommandLine } from '../command-line.ts'
import { localCommands } from './commands.ts'

const group: CommandGroup = {
  name: 'local',
  title: 'a complete AWS on this machine',
  usage: 'flags',
  commands: localCommands,
  notes: [
    'Each has --help (-h) and --json. The local AWS needs no account and no Docker.',
    'There are two accounts in eu-west-1: 111111111111 for staging and 222222222222 for production. The access key id is the account; the secret access key is random, and the same for both. "up" and "status" print both as a command to paste. A request without them is refused.',
    'LIFTLOCK_HOME (~/.local/state/liftlock) holds its state, and LIFTLOCK_CACHE (~/.cache/liftlock) its packages.',
  ],
}

/**
 * Runs `liftlock local …`.
 * @returns the exit code
 * @throws StageError of `runGroup`
 */
export function runLocalCommand(argv: readonly string[], line: CommandLine): Promise<number> {
  return runGroup(group, argv, line)
}
