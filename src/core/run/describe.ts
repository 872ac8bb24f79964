import type { z } from 'zod'
import type { Stage } from '../inputs/stage.ts'
import { defined } from './defined.ts'

/** Separates the values of a mapping that was given several times. Arguments and environment variables cannot contain it. */
export const separator = '\u0000'

/** One input or output as a reader sees it. */
export interface Field {
  /** Name inside the code, camelCase. */
  readonly key: string
  /** Name at the edge, kebab-case: flag, action input, output. */
  readonly name: string
  readonly description: string
  /** A `list` and a `mapping` may be given several times, everything else once. */
  readonly kind: 'text' | 'number' | 'flag' | 'list' | 'choice' | 'mapping'
  readonly choices: readonly string[]
  readonly required: boolean
  /** As a person would write it; undefined when there is none. */
  readonly default?: string
}

/**
 * Everything that a reader sees of a stage, as plain data. It is written beside each stage by `npm run sync`, so that help, flags
 * and missing inputs need neither the stage nor the schema library.
 */
export interface StageDescription {
  readonly name: string
  readonly summary: string
  /** Edge name of the input that needs no flag. */
  readonly positional?: string
  /** Edge names of inputs of which at least one has to be given, by group. */
  readonly needsOneOf?: readonly (readonly string[])[]
  /** Former names of inputs, each with the name of today. */
  readonly formerNames?: Readonly<Record<string, string>>
  readonly inputs: readonly Field[]
  readonly outputs: readonly Field[]
}

/**
 * The description of a stage, inputs and outputs in the order of their definition.
 * @param summary what the list of stages says of it
 */
export function describeStage(
  stage: Pick<Stage, 'name' | 'positional' | 'needsOneOf' | 'formerNames' | 'inputs' | 'outputs'>,
  summary = '',
): StageDescription {
  const { name, positional, needsOneOf, formerNames } = stage
  return {
    name,
    summary,
    ...(positional === undefined ? {} : { positional: edgeName(positional) }),
    ...(needsOneOf === undefined ? {} : { needsOneOf: needsOneOf.map((group) => group.map(edgeName)) }),
    ...(formerNames === undefined ? {} : { formerNames }),
    inputs: fieldsOf(stage.inputs),
    outputs: fieldsOf(stage.outputs),
  }
}

/** `planOnly` to `plan-only`, `s3Bucket` to `s3-bucket`: the one place where names change between edge and code. */
export function edgeName(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
}

function fieldsOf(shape: z.ZodObject): readonly Field[] {
  return Object.entries(shape.shape).map(([key, schema]) => fieldOf(key, schema as z.ZodType))
}

function fieldOf(key: string, schema: z.ZodType): Field {
  let description = schema.description
  let required = true
  let fallback: unknown
  let inner = schema
  for (;;) {
    description ??= inner.description
    const { def } = inner._zod as unknown as { def: Definition }
    if (def.type === 'default') fallback = def.defaultValue
    if (def.type === 'default' || def.type === 'optional') required = false
    const next = def.innerType ?? (def.type === 'pipe' ? def.out : undefined)
    if (next === undefined)
      return {
        key,
        name: edgeName(key),
        description: description ?? '',
        required,
        ...kindOf(def, schema),
        ...defined({ default: written(fallback) }),
      }
    inner = next
  }
}

interface Definition {
  readonly type: string
  readonly innerType?: z.ZodType
  readonly out?: z.ZodType
  readonly defaultValue?: unknown
  readonly entries?: Readonly<Record<string, string>>
}

function kindOf(def: Definition, schema: z.ZodType): Pick<Field, 'kind' | 'choices'> {
  if (schema.meta()?.kind === 'mapping') return { kind: 'mapping', choices: [] }
  if (def.type === 'enum') return { kind: 'choice', choices: Object.values(def.entries ?? {}) }
  const kinds: Readonly<Record<string, Field['kind']>> = { boolean: 'flag', number: 'number', array: 'list' }
  return { kind: kinds[def.type] ?? 'text', choices: [] }
}

function written(value: unknown): string | undefined {
  if (value === undefined) return undefined
  if (Array.isArray(value)) return value.length === 0 ? undefined : value.join(',')
  return String(value)
}
