import type { Field, StageDescription } from '../../core/run/describe.ts'
import { withMentions } from '../../core/run/mentions.ts'

const width = 80

/** `liftlock --help`. */
export function renderHelp(commands: Readonly<Record<string, string>>): string {
  const column = Math.max(...Object.keys(commands).map((name) => name.length)) + 4
  const rows = Object.entries(commands).map(([name, summary]) => wrapped(`  ${name}`, column, summary))
  return [
    'liftlock takes a serverless application from its model to production.',
    '',
    'Usage  liftlock <command> [inputs]',
    '',
    ...rows,
    '',
    'Every command has --help, --json (one object on stdout) and --local (work',
    'against the local AWS). An input can be given as flag --name, or in the',
    'environment as LIFTLOCK_NAME.',
    '',
    'Exit  0 done or nothing to do · 1 refused or failed · 2 wrong input',
    '      3 still running, run again to follow · 4 superseded · 70 a bug',
    '',
  ].join('\n')
}

/** `liftlock <stage> --help`: everything comes from the stage's definition. */
export function renderStageHelp(stage: StageDescription): string {
  const { inputs, outputs } = stage
  const positional = inputs.find((field) => field.name === stage.positional)
  const usage = [`liftlock ${stage.name}`, positional ? positionalOf(positional) : '', '[flags]']
  return [
    wrapped('', 0, stage.summary),
    '',
    `Usage  ${usage.filter(Boolean).join(' ')}`,
    '',
    'Inputs',
    ...inputs.map((field) =>
      wrapped(`  ${field === positional ? `<${field.name}>` : flagOf(field)}`, 30, inputText(field)),
    ),
    '',
    'Outputs',
    ...outputs.map((field) => wrapped(`  ${field.name}`, 30, field.description)),
    '',
    'Also --json (one object on stdout), --local (the local AWS) and --help.',
    '',
  ].join('\n')
}

function positionalOf({ name, kind, required }: Field): string {
  const several = kind === 'list' ? '...' : ''
  return required ? `<${name}>${several}` : `[${name}]${several}`
}

function flagOf(field: Field): string {
  return field.kind === 'flag' ? `--${field.name}` : `--${field.name} <${field.kind}>`
}

function inputText(field: Field): string {
  const notes = [
    field.choices.length > 0 ? `One of ${field.choices.join(', ')}.` : '',
    field.required ? 'Required.' : '',
    field.default !== undefined && field.kind !== 'flag'
      ? `Default: ${field.default === '.' ? 'the working directory' : field.default}.`
      : '',
  ]
  return [withMentions(field.description, (name) => `--${name}`), ...notes].filter(Boolean).join(' ')
}

/** A label, and text in a column beside it that is broken at words. */
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
