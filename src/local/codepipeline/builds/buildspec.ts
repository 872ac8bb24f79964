import { BuildFailure } from './build-failure.ts'
import type { ArtifactFiles } from './pack-files.ts'

export const phaseNames = ['install', 'pre_build', 'build', 'post_build'] as const
export type PhaseName = (typeof phaseNames)[number]

export interface BuildPhase {
  readonly commands: readonly string[]
  /** Run after the commands, however these ended. */
  readonly finally: readonly string[]
  readonly onFailure?: 'ABORT' | 'CONTINUE' | undefined
}

/** What a build does, as a buildspec of version 0.2 says it. */
export interface Buildspec {
  readonly shell: 'sh' | 'bash'
  readonly variables: Readonly<Record<string, string>>
  /** Names in Parameter Store and references to Secrets Manager, by the variable that gets the value. */
  readonly parameters: Readonly<Record<string, string>>
  readonly secrets: Readonly<Record<string, string>>
  readonly exported: readonly string[]
  readonly phases: Readonly<Partial<Record<PhaseName, BuildPhase>>>
  readonly artifacts?: ArtifactFiles | undefined
  readonly secondary: Readonly<Record<string, ArtifactFiles>>
  /** Parts that are not carried out here, by their path. */
  readonly leftOut: readonly string[]
}

const mostCharacters = 262_144

type Fields = Readonly<Record<string, unknown>>

/** @throws BuildFailure for a text that is no buildspec, and for parts without which the build would be another one */
export async function parseBuildspec(text: string): Promise<Buildspec> {
  if (text.length > mostCharacters) throw fileError(`it has more than ${mostCharacters} characters`)
  const { parse } = await import('yaml')
  let document: unknown
  try {
    document = parse(text, { maxAliasCount: 100 })
  } catch (error) {
    throw fileError((error as Error).message.split('\n')[0]!)
  }
  if (!isFields(document)) throw fileError('it is no mapping')
  const leftOut: string[] = []
  const known = (path: string, fields: Fields, names: readonly string[]) => {
    for (const name of Object.keys(fields))
      if (!names.includes(name)) leftOut.push(path === '' ? name : `${path}/${name}`)
  }
  if (String(document.version) !== '0.2')
    throw fileError(`version ${String(document.version)} does not run here: write version 0.2`)
  if (document.batch !== undefined) throw fileError('batch builds do not run here')
  known('', document, ['version', 'env', 'phases', 'artifacts'])
  const env = fieldsAt(document, 'env')
  known('env', env, ['shell', 'variables', 'parameter-store', 'secrets-manager', 'exported-variables'])
  const shell = env.shell ?? 'sh'
  if (shell !== 'sh' && shell !== 'bash') throw fileError(`the shell ${String(shell)} does not run here`)
  const phases = fieldsAt(document, 'phases')
  known('phases', phases, phaseNames)
  const artifacts = fieldsAt(document, 'artifacts')
  const secondary = fieldsAt(artifacts, 'secondary-artifacts')
  const artifactOf = (path: string, fields: Fields): ArtifactFiles => {
    known(path, fields, ['files', 'exclude-paths', 'base-directory', 'discard-paths', 'name', 'secondary-artifacts'])
    const base = fields['base-directory']
    return {
      files: textsOf(fields.files),
      exclude: textsOf(fields['exclude-paths']),
      base: base === undefined ? undefined : String(base),
      discardPaths: /^(yes|true)$/i.test(String(fields['discard-paths'] ?? 'no')),
    }
  }
  return {
    shell,
    variables: valuesAt(env, 'variables'),
    parameters: valuesAt(env, 'parameter-store'),
    secrets: valuesAt(env, 'secrets-manager'),
    exported: textsOf(env['exported-variables']),
    phases: Object.fromEntries(
      phaseNames.flatMap((name) => {
        if (phases[name] === undefined || phases[name] === null) return []
        const phase = fieldsAt(phases, name)
        known(`phases/${name}`, phase, ['commands', 'finally', 'on-failure'])
        const onFailure = phase['on-failure']
        if (onFailure !== undefined && onFailure !== 'ABORT' && onFailure !== 'CONTINUE')
          throw fileError(`on-failure ${String(onFailure)} does not run here: write ABORT or CONTINUE`)
        return [[name, { commands: textsOf(phase.commands), finally: textsOf(phase.finally), onFailure }] as const]
      }),
    ),
    artifacts: artifacts.files === undefined ? undefined : artifactOf('artifacts', artifacts),
    secondary: Object.fromEntries(
      Object.keys(secondary).map((name) => [
        name,
        artifactOf(`artifacts/secondary-artifacts/${name}`, fieldsAt(secondary, name)),
      ]),
    ),
    leftOut,
  }
}

function fieldsAt(fields: Fields, name: string): Fields {
  const value = Object.hasOwn(fields, name) ? (fields[name] ?? {}) : {}
  if (!isFields(value)) throw fileError(`${name} is no mapping`)
  return value
}

function valuesAt(fields: Fields, name: string): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(fieldsAt(fields, name)).map(([key, value]) => [key, String(value ?? '')]))
}

/** A single text stands for a list of one. A command that YAML reads as a mapping has a colon without quotes. */
function textsOf(value: unknown): readonly string[] {
  if (value === undefined || value === null) return []
  return (Array.isArray(value) ? value : [value]).map((each) => {
    if (typeof each === 'object' && each !== null)
      throw fileError(`${JSON.stringify(each)} is no text: put the command in quotes`)
    return String(each ?? '')
  })
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function fileError(why: string): BuildFailure {
  return new BuildFailure('DOWNLOAD_SOURCE', 'YAML_FILE_ERROR', `the buildspec cannot be used: ${why}`)
}
