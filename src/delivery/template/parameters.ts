import type { StackParameter } from '../../core/ports/stacks.ts'
import { defined } from '../../core/run/defined.ts'
import { input, next } from '../../core/run/next-step.ts'
import { own } from '../../core/run/own.ts'
import { StageError } from '../../core/run/stage-error.ts'
import { commandLine } from '../../core/text/command-line.ts'
import { digestOf, secretDigestOf } from '../digest.ts'
import { isNoEcho } from './no-echo.ts'
import type { Template } from './template.ts'

/** Where the values of a template's parameters come from. */
export interface ParameterSources {
  readonly stack: string
  readonly given: Readonly<Record<string, string>>
  /** Names that were given without a value: the stack keeps its value, regardless of `missing`. */
  readonly kept?: readonly string[] | undefined
  /** Values to set if the template declares them and none is given, such as the release and its bucket. */
  readonly offered: Readonly<Record<string, string>>
  /** Names of parameters for which the stack has values. */
  readonly known: readonly string[]
  /** For a parameter that is not given but has a default: keep the stack's value, or use the default. */
  readonly missing: 'keep' | 'default'
}

/** The parameters of a change set, in the template's order, with a digest that reveals no secret. */
export interface ResolvedParameters {
  readonly parameters: readonly StackParameter[]
  /** Digest of the values that are set; values that the stack keeps are not known here. */
  readonly digest: string
  /** Values of NoEcho parameters, to be masked. */
  readonly secrets: readonly string[]
}

/**
 * Without a template, as for a bare URL, exactly the given values are sent.
 * @throws StageError `input-invalid` when the stack is to keep a value that it does not have
 */
export function resolveParameters(template: Template | undefined, sources: ParameterSources): ResolvedParameters {
  const { given, offered, kept = [], known, missing, stack } = sources
  const unknown = kept.find((name) => !known.includes(name))
  if (unknown !== undefined) throw noPreviousValue(unknown, stack)
  const declared = template?.Parameters
  const named = template === undefined ? [...Object.keys(given), ...kept] : []
  const names = declared === undefined ? named : Object.keys(declared)
  const parameters = names.flatMap((name): StackParameter[] => {
    if (kept.includes(name)) return [{ name, value: undefined }]
    const value = own(given, name) ?? own(offered, name)
    if (value !== undefined) return [{ name, value }]
    const keeps = known.includes(name) && (missing === 'keep' || declared?.[name]?.Default === undefined)
    return keeps ? [{ name, value: undefined }] : []
  })
  const isSecret = (name: string) => template === undefined || isNoEcho(declared?.[name])
  const digests = parameters.flatMap(({ name, value }) => {
    if (value === undefined) return []
    return [[name, isSecret(name) ? secretDigestOf(value, `${stack} ${name}`) : digestOf(value)] as const]
  })
  return {
    parameters,
    digest: digestOf(Object.fromEntries(digests)),
    secrets: parameters.flatMap(({ name, value }) => (value && isNoEcho(declared?.[name]) ? [value] : [])),
  }
}

function noPreviousValue(name: string, stack: string): StageError {
  return new StageError(
    'input-invalid',
    `parameter ${name} is to keep its value (UsePreviousValue), but stack ${stack} has none for it`,
    { hint: next`give it a value: ${input('parameter-overrides', commandLine`${name}=…`)}` },
  )
}

/** The start of the first quarter that is at least 90 days away, in seconds since 1970, UTC. */
export function quarterAhead(now: Date): number {
  const least = new Date(now.getTime() + 90 * 86_400_000)
  return Date.UTC(least.getUTCFullYear(), (Math.floor(least.getUTCMonth() / 3) + 1) * 3, 1) / 1000
}

/** The offered parameters whose value depends on the time of the deployment. */
export const timedParameters: readonly string[] = ['ApiKeyExpires']

/** The values that a deployment gives to parameters of these names, if the template declares them and nobody sets them. */
export function offeredParameters({
  now,
  release,
  bucket,
}: {
  readonly now: Date
  readonly release: string | undefined
  readonly bucket: string | undefined
}): Readonly<Record<string, string>> {
  return {
    ApiKeyExpires: String(quarterAhead(now)),
    ...defined({ LiftlockRelease: release, LiftlockArtifactBucket: bucket }),
  }
}
