import { own } from '../core/run/own.ts'
import type { StageEntry } from '../core/run/stage-list.ts'
import type { Command } from './command.ts'
import type { CommandLine } from './command-line.ts'
import type { CommonFlags } from './start/arguments.ts'
import { commandRows, paragraph } from './start/help.ts'
import { isHelp, unknownCommand } from './start/names.ts'

/** A command of a group, before it is loaded. */
export interface GroupedCommand {
  readonly summary: string
  /** The toolkit itself starts this command; the help leaves it out. */
  readonly hidden?: boolean
  readonly load: () => Promise<Command>
}

/** A command of a group that is a stage: hosts show its findings and outputs as those of any stage. */
export interface GroupedStage {
  readonly summary: string
  readonly hidden?: boolean
  readonly stage: Pick<StageEntry, 'describe' | 'load'>
}

/** Commands with a first word in common, such as `liftlock local`. */
export interface CommandGroup {
  readonly name: string
  /** What the group is about, for the first line of its help. */
  readonly title: string
  /** What may stand behind a command, for the line of its usage. */
  readonly usage: string
  readonly commands: Readonly<Record<string, GroupedCommand | GroupedStage>>
  /** Paragraphs below the commands. */
  readonly notes: readonly string[]
  /** Common flags of every command; without it, those of `runCommand`. */
  readonly flags?: readonly (keyof CommonFlags)[]
}

/**
 * Runs a command of a group, or prints the help of the group.
 * @returns the exit code
 * @throws StageError `input-invalid` for an unknown command, and the errors of the command
 */
export async function runGroup(group: CommandGroup, argv: readonly string[], line: CommandLine): Promise<number> {
  const [name, ...rest] = argv
  if (name === undefined || isHelp(name)) {
    if (rest[0] !== undefined && !rest[0].startsWith('-')) return runGroup(group, [rest[0], '--help'], line)
    line.stdout.write(renderGroupHelp(group))
    return 0
  }
  const listed = own(group.commands, name)
  if (listed === undefined) throw unknownCommand(`liftlock ${group.name}`, name, Object.keys(shownCommands(group)))
  if ('stage' in listed) return (await import('./start/run-stage-command.ts')).runStageCommand(listed.stage, rest, line)
  const [{ describeCommand, runCommand }, command] = await Promise.all([import('./command.ts'), listed.load()])
  const description = describeCommand(`${group.name} ${name}`, listed.summary, command)
  return runCommand(description, command, rest, line, group.flags)
}

/** The summaries of the commands that a reader may use. */
export function shownCommands({ commands }: Pick<CommandGroup, 'commands'>): Readonly<Record<string, string>> {
  const shown = Object.entries(commands).filter(([, { hidden }]) => !hidden)
  return Object.fromEntries(shown.map(([name, { summary }]) => [name, summary]))
}

function renderGroupHelp(group: CommandGroup): string {
  const { name, title, usage, notes } = group
  return [
    `liftlock ${name}: ${title}`,
    '',
    `Usage  liftlock ${name} <command> [${usage}]`,
    `       liftlock ${name} help <command>`,
    '',
    ...commandRows(shownCommands(group)),
    '',
    ...notes.flatMap((note) => [paragraph(note), '']),
  ].join('\n')
}
