import { type Field, type StageDescription, separator } from '../../core/run/describe.ts'
import { own } from '../../core/run/own.ts'
import { StageError } from '../../core/run/stage-error.ts'
import { nearest } from '../../core/text/nearest.ts'

/** The flags that every command has. */
export interface CommonFlags {
  readonly help: boolean
  readonly json: boolean
  /** Work against the running local AWS. */
  readonly local: boolean
}

export interface Arguments extends CommonFlags {
  /** Inputs by kebab-case name. */
  readonly values: Readonly<Record<string, string>>
}

const common = ['help', 'json', 'local'] as const

/**
 * Flags of a stage: `--name value`, `--name=value`, `--flag`, `--no-flag`; the positional input without its flag, several when it is a list; `--`
 * ends flags. A list or a mapping may be given several times, and a mapping takes the words `Name=Value` that follow its value, as the CLI of
 * AWS does.
 * @throws StageError `input-unknown` for a flag that the stage does not have, with the nearest that it has; `input-invalid` for one given twice
 */
export function parseArguments(stage: StageDescription, argv: readonly string[]): Arguments {
  const fields = new Map(stage.inputs.map((field) => [field.name, field]))
  const values: Record<string, string> = {}
  const set = { help: false, json: false, local: false }
  const positional = stage.positional === undefined ? undefined : fields.get(stage.positional)

  for (let index = 0; index < argv.length; index++) {
    const argument = argv[index]!
    if (argument === '-h') set.help = true
    else if (argument.startsWith('--') && argument.length > 2) {
      const [name, inline] = split(argument.slice(2))
      const field = fields.get(name)
      const opposite = field === undefined && name.startsWith('no-') ? fields.get(name.slice(3)) : undefined
      if (field?.kind === 'flag') put(values, field, inline ?? 'true')
      else if (field) put(values, field, inline ?? valueAfter(argv, index, name))
      else if (opposite?.kind === 'flag') put(values, opposite, 'false')
      else if (isCommon(name)) set[name] = true
      else throw unknownFlag(stage, name, [...fields.keys(), ...common])
      if (field && field.kind !== 'flag' && inline === undefined) index++
      while (field?.kind === 'mapping' && isPair(argv[index + 1])) put(values, field, argv[++index]!)
    } else if (argument !== '--') {
      if (!positional || (values[positional.name] !== undefined && positional.kind !== 'list'))
        throw new StageError(
          'input-invalid',
          `liftlock ${stage.name} does not know what to do with ${JSON.stringify(argument)}`,
          {
            hint: `see liftlock ${stage.name} --help`,
          },
        )
      put(values, positional, argument)
    }
  }
  return { ...set, values }
}

function split(flag: string): [string, string | undefined] {
  const at = flag.indexOf('=')
  return at < 0 ? [flag, undefined] : [flag.slice(0, at), flag.slice(at + 1)]
}

function valueAfter(argv: readonly string[], index: number, name: string): string {
  const value = argv[index + 1]
  if (value === undefined || value.startsWith('--'))
    throw new StageError('input-missing', `--${name} needs a value`, {
      hint: `write --${name} <value>, or --${name}=<value>`,
    })
  return value
}

/** Lists and mappings grow. Everything else has one value: which of two was meant cannot be known. */
function put(values: Record<string, string>, { name, kind }: Field, value: string): void {
  const before = values[name]
  if (before === undefined || before === value) values[name] = value
  else if (kind === 'list') values[name] = `${before}\n${value}`
  else if (kind === 'mapping') values[name] = `${before}${separator}${value}`
  else
    throw new StageError('input-invalid', `--${name} is given twice, with different values`, {
      hint: 'leave one of them out',
    })
}

function isPair(word: string | undefined): word is string {
  return word !== undefined && /^[^-=\s][^=]*=/.test(word)
}

function isCommon(name: string): name is (typeof common)[number] {
  return (common as readonly string[]).includes(name)
}

function unknownFlag(
  { name: stage, formerNames = {} }: StageDescription,
  name: string,
  known: readonly string[],
): StageError {
  const today = own(formerNames, name)
  const guess = nearest(name, known)
  const hint = guess ? `did you mean --${guess}?` : `see liftlock ${stage} --help`
  return new StageError('input-unknown', `liftlock ${stage} has no flag --${name}`, {
    hint: today ? `the flag --${name} is called --${today} now` : hint,
  })
}
