import type { Field, StageDescription } from '../../core/run/describe.ts'
import { inputText } from '../../core/run/mentions.ts'
import { type CommonFlags, stageFlags } from './arguments.ts'

const width = 80

/** `liftlock --help`. @param commands summaries by name, in order */
export function renderHelp(commands: Readonly<Record<string, string>>): string {
  return [
    'liftlock takes a serverless application from its model to production.',
    '',
    'Usage  liftlock <command> [inputs]',
    '       liftlock help <command>',
    '',
    ...commandRows(commands),
    '',
    'Every command has --help (-h) and --json (one object on stdout). Stages and ship',
    'have --local (work against the local AWS). An input of theirs can be given as',
    'flag --name, or in the environment as LIFTLOCK_NAME. A flag that is on or off is',
    'written --flag or --flag=true, and --no-flag or --flag=false.',
    '',
    'Exit  0 done or nothing to do · 1 refused or failed · 2 wrong input',
    '      3 still running, run again to follow · 4 superseded · 70 a bug',
    '',
  ].join('\n')
}

/** Names, each with its summary beside it. */
export function commandRows(commands: Readonly<Record<string, string>>): readonly string[] {
  const column = Math.max(...Object.keys(commands).map((name) => name.length)) + 4
  return Object.entries(commands).map(([name, summary]) => wrapped(`  ${name}`, column, summary))
}

export interface HelpOptions {
  /** The common flags that the command has. Default: those of a stage. */
  readonly flags?: readonly (keyof CommonFlags)[]
  /** Paragraphs below the inputs. */
  readonly notes?: readonly string[]
}

/** Renders `liftlock <command> --help` from the description of the command. */
export function renderCommandHelp(
  command: StageDescription,
  { flags = stageFlags, notes = [] }: HelpOptions = {},
): string {
  const { inputs, outputs } = command
  const positional = inputs.find((field) => field.name === command.positional)
  const usage = [`liftlock ${command.name}`, positional ? positionalOf(positional) : '', '[flags]']
  return [
    paragraph(command.summary),
    '',
    `Usage  ${usage.filter(Boolean).join(' ')}`,
    '',
    ...section(
      'Inputs',
      inputs.map((field) =>
        wrapped(
          `  ${field === positional ? `<${field.name}>` : flagOf(field)}`,
          30,
          inputText(field, (name) => `--${name}`),
        ),
      ),
    ),
    ...section(
      'Outputs',
      outputs.map((field) => wrapped(`  ${field.name}`, 30, field.description)),
    ),
    ...notes.flatMap((note) => [paragraph(note), '']),
    `Also ${flags.flatMap((name) => (name === 'help' ? [] : [commonTexts[name]])).join(', ')} and --help.`,
    '',
  ].join('\n')
}

const commonTexts: Readonly<Record<Exclude<keyof CommonFlags, 'help'>, string>> = {
  json: '--json (one object on stdout)',
  local: '--local (the local AWS)',
}

function section(title: string, rows: readonly string[]): readonly string[] {
  return rows.length === 0 ? [] : [title, ...rows, '']
}

/** Wraps a text in lines of 80 columns. */
export function paragraph(text: string): string {
  return wrapped('', 0, text)
}

function positionalOf({ name, kind, required }: Field): string {
  const several = kind === 'list' ? '...' : ''
  return required ? `<${name}>${several}` : `[${name}]${several}`
}

function flagOf(field: Field): string {
  return field.kind === 'flag' ? `--${field.name}` : `--${field.name} <${field.kind}>`
}

/** Renders a label, with its text wrapped in a column beside it. */
function wrapped(label: string, column: number, text: string): string {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(/\s+/)) {
    if (line !== '' && column + line.length + 1 + word.length > width) {
      lines.push(line)
      line = word
    } else line = line === '' ? word : `${line} ${word}`
  }
  lines.push(line)
  const first = label.length < column || column === 0 ? label.padEnd(column) + lines.shift() : label
  return [first, ...lines.map((rest) => ' '.repeat(column) + rest)].join('\n')
}
