import { join } from 'node:path'
import type { Files } from '../../core/ports/files.ts'
import { own } from '../../core/run/own.ts'
import { StageError } from '../../core/run/stage-error.ts'

/** What `samconfig.toml` says for one of its environments (AWS SAM CLI, "Configuring the AWS SAM CLI"). */
export interface SamEnvironment {
  readonly stack: string | undefined
  readonly parameters: Readonly<Record<string, string>>
  readonly tags: Readonly<Record<string, string>>
}

/** The environments of a `samconfig.toml` by name; `default` is what the AWS SAM CLI takes when none is named. */
export type SamConfiguration = ReadonlyMap<string, SamEnvironment>

const samFile = 'samconfig.toml'
const largest = 1_048_576

/**
 * Reads `samconfig.toml` for what it says of stacks, parameters and tags; what else stands there is for the AWS SAM
 * CLI.
 * @returns undefined when the folder has none
 * @throws StageError `configuration-invalid` for a file that is no TOML
 */
export async function readSamConfiguration(
  files: Pick<Files, 'findPlainText'>,
  folder: string,
): Promise<SamConfiguration | undefined> {
  const path = join(folder, samFile)
  const text = await files.findPlainText(path, largest)
  if (text === undefined) return undefined
  const content = await parseToml(text, path)
  return new Map(
    Object.entries(content).flatMap(([name, commands]) => (isTable(commands) ? [[name, environmentOf(commands)]] : [])),
  )
}

/** What holds for an environment of `liftlock.yml`: the section of its name, else the default one without its stack. */
export function samEnvironmentOf(sam: SamConfiguration, name: string): SamEnvironment | undefined {
  const common = sam.get('default')
  return sam.get(name) ?? (common && { ...common, stack: undefined })
}

/** The part of `liftlock.yml` that `samconfig.toml` speaks of, too. */
interface Extended {
  readonly application?: string | undefined
  readonly environments: Readonly<
    Record<string, { readonly stack?: string | undefined } & Omit<SamEnvironment, 'stack'>>
  >
}

/** The configuration with what `samconfig.toml` adds: what `liftlock.yml` says comes first. */
export function withSamConfiguration<C extends Extended>(configuration: C, sam: SamConfiguration | undefined): C {
  if (sam === undefined) return configuration
  const application = configuration.application ?? applicationIn(sam)
  const environments = Object.entries(configuration.environments).map(([name, environment]) => {
    const said = samEnvironmentOf(sam, name)
    if (said === undefined) return [name, environment] as const
    const stack = environment.stack ?? said.stack
    return [
      name,
      {
        ...environment,
        ...(stack !== undefined && { stack }),
        parameters: { ...said.parameters, ...environment.parameters },
        tags: { ...said.tags, ...environment.tags },
      },
    ] as const
  })
  return {
    ...configuration,
    ...(application !== undefined && { application }),
    environments: Object.fromEntries(environments),
  }
}

/**
 * The stack of the default environment names the application: each environment of `liftlock.yml` has a stack of its
 * own.
 */
export function applicationIn(sam: SamConfiguration): string | undefined {
  const name = sam.get('default')?.stack?.toLowerCase()
  return name !== undefined && /^[a-z][a-z0-9-]{0,39}$/.test(name) ? name : undefined
}

/** `deploy` has the last word, then what holds for all commands. */
function environmentOf(commands: Readonly<Record<string, unknown>>): SamEnvironment {
  const ofCommand = (name: string) => {
    const command = own(commands, name)
    const parameters = isTable(command) ? command.parameters : undefined
    return isTable(parameters) ? parameters : {}
  }
  const said: Readonly<Record<string, unknown>> = { ...ofCommand('global'), ...ofCommand('deploy') }
  return {
    stack: typeof said.stack_name === 'string' && said.stack_name !== '' ? said.stack_name : undefined,
    parameters: pairsOf(said.parameter_overrides),
    tags: pairsOf(said.tags),
  }
}

/**
 * `A=b C="d e"`, a list of such texts, or a table (AWS SAM CLI, "sam deploy", parameter-overrides and tags). The form
 * `ParameterKey=A,ParameterValue=b` means the same.
 * @throws StageError `configuration-invalid` for words that are no pair, which the AWS SAM CLI would drop
 */
export function pairsOf(value: unknown): Readonly<Record<string, string>> {
  if (Array.isArray(value)) return Object.assign({}, ...value.map(pairsOf))
  if (isTable(value)) return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, String(each)]))
  if (typeof value !== 'string') return {}
  const form = /(?:"(?:[^"\\]|\\.)*"|'[^']*'|[^\s"'])+/g
  const words = value.match(form) ?? []
  const odd = value.replace(form, '').trim() || words.find((word) => !/^[^=]+=/.test(word))
  if (odd)
    throw new StageError(
      'configuration-invalid',
      `${samFile} has pairs of names and values that cannot be told apart, at ${JSON.stringify(odd.slice(0, 40))}`,
      { hint: 'write name=value, put a value with blanks into quotes, and a backslash before each quote in a value' },
    )
  return Object.fromEntries(
    words.flatMap((word) => {
      const [, key = '', text = ''] =
        /^ParameterKey=(.+?),ParameterValue=(.*)$/s.exec(word) ?? /^([^=]+)=(.*)$/s.exec(word) ?? []
      return key === '' ? [] : [[unquoted(key), unquoted(text)]]
    }),
  )
}

function unquoted(text: string): string {
  const quoted = /^"((?:[^"\\]|\\.)*)"$/s.exec(text)
  if (quoted) return quoted[1]!.replace(/\\(.)/gs, '$1')
  return /^'([^']*)'$/s.exec(text)?.[1] ?? text
}

async function parseToml(text: string, path: string): Promise<Readonly<Record<string, unknown>>> {
  const { parse, TomlError } = await import('smol-toml')
  try {
    return parse(text)
  } catch (error) {
    if (!(error instanceof TomlError)) throw error
    const [what = ''] = error.message.split('\n')
    throw new StageError('configuration-invalid', `${path}:${error.line}:${error.column}: ${what}`, {
      hint: 'write it as TOML, as the AWS SAM CLI reads it',
    })
  }
}

function isTable(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date)
}
