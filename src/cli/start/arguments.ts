import { parseArgs } from 'node:util'
import { type Field, type StageDescription, separator } from '../../core/run/describe.ts'
import { own } from '../../core/run/own.ts'
import { StageError } from '../../core/run/stage-error.ts'
import { nearest } from '../../core/text/nearest.ts'
import { readFlag } from '../../core/text/read-flag.ts'

/** The flags that every command has. */
export interface CommonFlags {
  readonly help: boolean
  readonly json: boolean
  /** Work against the running local AWS. Commands that always do so, or never need AWS, leave this flag out. */
  readonly local: boolean
}

export interface Arguments extends CommonFlags {
  /** Inputs by kebab-case name. */
  readonly values: Readonly<Record<string, string>>
}

/** What the parser needs to know about a command. */
export type Parsed = Pick<StageDescription, 'name' | 'positional' | 'inputs' | 'formerNames'>

/** Common flags of a stage. */
export const stageFlags: readonly (keyof CommonFlags)[] = ['help', 'json', 'local']

type Known = Pick<Field, 'name' | 'kind'>
type Token = NonNullable<ReturnType<typeof parseArgs>['tokens']>[number]
type OptionToken = Extract<Token, { kind: 'option' }>

/**
 * Parses the arguments of any command. A flag is `--name value`, `--name=value`, `--flag`, `--flag=true`,
 * `--flag=false`, `--no-flag` or `-h`. The positional input needs no flag, and may be repeated if it is a list; `--`
 * ends the flags. A list or a mapping may be given several times. A mapping also takes the words `Name=Value` after its
 * value, like the CLI of AWS.
 * @param common the common flags that this command has
 * @throws StageError `input-unknown` for an unknown flag, with the nearest known one; `input-missing` for a flag
 * without its value; `input-invalid` for an input that is given twice, and for a word that belongs to no input
 */
export function parseArguments(command: Parsed, argv: readonly string[], common = stageFlags): Arguments {
  const fields = new Map<string, Known>()
  for (const name of common) fields.set(name, { name, kind: 'flag' })
  for (const field of command.inputs) fields.set(field.name, field)
  const positional = command.positional === undefined ? undefined : fields.get(command.positional)
  const values: Record<string, string> = {}
  let before: { readonly field: Known; readonly token: OptionToken } | undefined

  for (const token of tokensOf(argv, fields)) {
    if (token.kind === 'option') {
      const [field, value] = meant(command, token, fields)
      put(values, field, value)
      before = { field, token }
    } else if (token.kind === 'positional' && before?.field.kind === 'mapping' && isPair(token.value))
      put(values, before.field, token.value)
    else {
      if (token.kind === 'positional') {
        if (!positional || (values[positional.name] !== undefined && positional.kind !== 'list'))
          throw unexpected(command.name, token.value, before)
        put(values, positional, token.value)
      }
      before = undefined
    }
  }
  const set = Object.fromEntries(stageFlags.map((name) => [name, common.includes(name) && isSet(values, name)]))
  for (const name of common) delete values[name]
  return { ...(set as Readonly<Record<keyof CommonFlags, boolean>>), values }
}

/** Whether a command line asks for JSON, even if it cannot be parsed. */
export function asksForJson(argv: readonly string[]): boolean {
  const json = tokensOf(argv, new Map()).findLast((token) => token.kind === 'option' && token.name === 'json')
  return json?.kind === 'option' && readFlag(json.value ?? 'true') !== false
}

function tokensOf(argv: readonly string[], fields: ReadonlyMap<string, Known>): readonly Token[] {
  const options = Object.fromEntries(
    [...fields].map(([name, { kind }]) => [
      name,
      { type: kind === 'flag' ? 'boolean' : 'string', ...(name === 'help' ? { short: 'h' } : {}) } as const,
    ]),
  )
  return parseArgs({ args: [...argv], options, strict: false, allowPositionals: true, tokens: true }).tokens
}

/** The input that an option sets, with its value. */
function meant(
  command: Parsed,
  { name, rawName, value, inlineValue }: OptionToken,
  fields: ReadonlyMap<string, Known>,
): readonly [Known, string] {
  const field = rawName === '-h' || rawName.startsWith('--') ? fields.get(name) : undefined
  if (field?.kind === 'flag') return [field, value ?? 'true']
  if (field) {
    if (value === undefined || (!inlineValue && value.startsWith('--')))
      throw new StageError('input-missing', `--${name} needs a value`, {
        hint: `write --${name} <value>, or --${name}=<value>`,
      })
    return [field, value]
  }
  const opposite = rawName.startsWith('--no-') ? fields.get(name.slice('no-'.length)) : undefined
  if (opposite?.kind !== 'flag') throw unknownFlag(command, rawName, fields)
  if (value !== undefined)
    throw new StageError('input-invalid', `--${name} takes no value`, {
      hint: `write --${opposite.name}=true or --${opposite.name}=false`,
    })
  return [opposite, 'false']
}

/** Appends to a list or a mapping. Any other input has one value, and two different values are refused. */
function put(values: Record<string, string>, { name, kind }: Known, value: string): void {
  const before = values[name]
  if (before === undefined || before === value) values[name] = value
  else if (kind === 'list') values[name] = `${before}\n${value}`
  else if (kind === 'mapping') values[name] = `${before}${separator}${value}`
  else
    throw new StageError('input-invalid', `--${name} is given twice, with different values`, {
      hint: 'leave one of them out',
    })
}

function isPair(word: string): boolean {
  return /^[^-=\s][^=]*=/.test(word)
}

function isSet(values: Readonly<Record<string, string>>, name: string): boolean {
  const text = values[name]
  const value = text === undefined || text === '' ? false : readFlag(text)
  if (value !== undefined) return value
  throw new StageError('input-invalid', `input ${name} is ${JSON.stringify(text)}: expected true or false`, {
    hint: `write --${name}, --${name}=true or --${name}=false`,
  })
}

function unexpected(
  command: string,
  word: string,
  before: { readonly field: Known; readonly token: OptionToken } | undefined,
): StageError {
  const isValue = before?.field.kind === 'flag' && before.token.value === undefined && readFlag(word) !== undefined
  return new StageError('input-invalid', `liftlock ${command} does not know what to do with ${JSON.stringify(word)}`, {
    hint: isValue ? `did you mean ${before.token.rawName}=${word}?` : `see liftlock ${command} --help`,
  })
}

function unknownFlag(
  { name: command, formerNames = {} }: Parsed,
  rawName: string,
  fields: ReadonlyMap<string, Known>,
): StageError {
  const today = own(formerNames, rawName.replace(/^-+/, ''))
  const names = [...fields.values()].flatMap(({ name, kind }) => (kind === 'flag' ? [name, `no-${name}`] : [name]))
  const guess = nearest(rawName.replace(/^-+/, ''), names)
  return new StageError('input-unknown', `liftlock ${command} has no flag ${rawName}`, {
    hint: today
      ? `the flag ${rawName} is called --${today} now`
      : guess
        ? `did you mean --${guess}?`
        : `see liftlock ${command} --help`,
  })
}
