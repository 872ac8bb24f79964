import { own } from '../../core/run/own.ts'
import type { CommandLine } from '../command-line.ts'
import { commandRows, paragraph } from '../start/help.ts'
import { isHelp, unknownCommand } from '../start/names.ts'
import { localCommands, shownLocalCommands } from './commands.ts'

/** The paragraphs below the commands in `liftlock local --help`. */
const notes = [
  'Each has --help (-h) and --json. The local AWS needs no account and no Docker.',
  'There are two accounts in eu-west-1: 111111111111 for staging and 222222222222 for production. The access key id is the account; the secret access key is random, and the same for both. "up" and "status" print both as a command to paste. A request without them is refused.',
  'LIFTLOCK_HOME (~/.local/state/liftlock) holds its state, and LIFTLOCK_CACHE (~/.cache/liftlock) its packages.',
]

/**
 * Runs `liftlock local …`.
 * @returns the exit code
 * @throws StageError `input-invalid` for an unknown command, and the errors of the command
 */
export async function runLocalCommand(argv: readonly string[], line: CommandLine): Promise<number> {
  const [name, ...rest] = argv
  if (name === undefined || isHelp(name)) {
    if (rest[0] !== undefined && !rest[0].startsWith('-')) return runLocalCommand([rest[0], '--help'], line)
    line.stdout.write(renderLocalHelp())
    return 0
  }
  const listed = own(localCommands, name)
  if (listed === undefined) throw unknownCommand('liftlock local', name, Object.keys(shownLocalCommands()))
  const [{ describeCommand, runCommand }, command] = await Promise.all([import('../command.ts'), listed.load()])
  return runCommand(describeCommand(`local ${name}`, listed.summary, command), command, rest, line)
}

function renderLocalHelp(): string {
  return [
    'liftlock local: a complete AWS on this machine',
    '',
    'Usage  liftlock local <command> [flags]',
    '       liftlock local help <command>',
    '',
    ...commandRows(shownLocalCommands()),
    '',
    ...notes.flatMap((note) => [paragraph(note), '']),
  ].join('\n')
}
