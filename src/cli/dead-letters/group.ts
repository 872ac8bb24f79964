import { own } from '../../core/run/own.ts'
import type { CommandLine } from '../command-line.ts'
import { stageFlags } from '../start/arguments.ts'
import { commandRows, paragraph } from '../start/help.ts'
import { isHelp, unknownCommand } from '../start/names.ts'
import { deadLetterCommands } from './commands.ts'

/** What `liftlock dead-letters --help` says below its commands. */
const notes = [
  'Each has --help (-h), --json and --local (an application on the local AWS).',
  'A dead letter is kept for 30 days, and goes when its event has been processed. The guide: liftlock explain dead-letters.',
]

/**
 * `liftlock dead-letters …`. @returns the exit code
 * @throws StageError `input-invalid` for a command that does not exist, and what the command throws
 */
export async function runDeadLetterCommand(argv: readonly string[], line: CommandLine): Promise<number> {
  const [name, ...rest] = argv
  if (name === undefined || isHelp(name)) {
    if (rest[0] !== undefined && !rest[0].startsWith('-')) return runDeadLetterCommand([rest[0], '--help'], line)
    line.stdout.write(renderDeadLetterHelp())
    return 0
  }
  const listed = own(deadLetterCommands, name)
  if (listed === undefined) throw unknownCommand('liftlock dead-letters', name, Object.keys(deadLetterCommands))
  const [{ describeCommand, runCommand }, command] = await Promise.all([import('../command.ts'), listed.load()])
  return runCommand(describeCommand(`dead-letters ${name}`, listed.summary, command), command, rest, line, stageFlags)
}

function renderDeadLetterHelp(): string {
  return [
    'liftlock dead-letters: events that an application could not process',
    '',
    'Usage  liftlock dead-letters <command> [inputs]',
    '       liftlock dead-letters help <command>',
    '',
    ...commandRows(
      Object.fromEntries(Object.entries(deadLetterCommands).map(([name, { summary }]) => [name, summary])),
    ),
    '',
    ...notes.flatMap((note) => [paragraph(note), '']),
  ].join('\n')
}
