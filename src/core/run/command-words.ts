import { commandLine, ShellLine } from '../text/command-line.ts'
import { type GivenValue, type Part, type Spelling, spell, type Text } from './next-step.ts'

/** The input of each command that works without its flag. */
export const bareInputs: Readonly<Record<string, string>> = {
  validate: 'model',
  generate: 'model',
  publish: 'source',
  release: 'source',
  build: 'source',
  package: 'source',
  deploy: 'release',
  'quality-gate': 'release',
  promote: 'release',
  verify: 'evidence',
  'pipeline validate': 'definition',
  'pipeline list': 'pipeline',
  'pipeline show': 'pipeline',
  'pipeline start': 'pipeline',
  'pipeline follow': 'pipeline',
  'pipeline approve': 'pipeline',
  'pipeline reject': 'pipeline',
  'pipeline retry': 'pipeline',
  'pipeline rollback': 'pipeline',
  'pipeline override': 'pipeline',
  'pipeline stop': 'pipeline',
  'pipeline transitions': 'pipeline',
  ship: 'folder',
  explain: 'topic',
}

/**
 * The words for readers of the command line: flags, and commands to paste. The local AWS uses them too, because only
 * commands start it.
 */
export const commandWords: Spelling = {
  input: ({ name, value, positional }) => (positional ? `<${name}>` : (flagOf(name, value) ?? `--${name}`).toString()),
  command: (part) => commandOf(part).toString(),
  see: ({ stage }) => `see liftlock ${stage} --help`,
  explanation: ({ topic }) => explainCommand(topic),
  again: 'run the same command again',
  againFromPlan: 'run every command again, from the plan on',
}

/** The command that explains a failure reason or another topic. */
export function explainCommand(topic: string): string {
  return commandLine`liftlock explain ${topic}`.toString()
}

/** Renders the text in the words of the command line. */
export function inCommandWords(text: Text): string {
  return spell(text, commandWords)
}

/** A command that can be pasted into a shell. */
export function commandOf({ name: command, inputs }: Omit<Extract<Part, { kind: 'command' }>, 'kind'>): ShellLine {
  const { [bareInputs[command] ?? '']: bare, ...others } = inputs
  const first = bare === undefined ? [] : [wordOf(bare)]
  const flags = Object.entries(others).flatMap(([name, value]) => flagOf(name, value) ?? [])
  return commandLine`liftlock ${command.split(' ')} ${[...first, ...flags]}`
}

/** Undefined when the input adds nothing to the command. */
function flagOf(name: string, value: GivenValue): ShellLine | undefined {
  if (value === undefined || value === false) return undefined
  return value === true ? commandLine`--${name}` : commandLine`--${name} ${wordOf(value)}`
}

function wordOf(value: Exclude<GivenValue, undefined>): string | number | ShellLine {
  if (typeof value === 'boolean') return String(value)
  return typeof value === 'object' && 'meaning' in value ? new ShellLine(`<${value.meaning}>`) : value
}
