import type { z } from 'zod'
import { defined } from './defined.ts'
import type { Stage } from './stage.ts'

/** Separates the values of a repeated mapping. Arguments and environment variables cannot contain this character. */
export const separator = '\u0000'

/** One input or output, as help and docs show it. */
export interface Field {
  /** Name in the code, in camelCase. */
  readonly key: string
  /** Name for users, in kebab-case: flag, action input, output. */
  readonly name: string
  readonly description: string
  /** A `list` or a `mapping` may be repeated; other kinds may not. */
  readonly kind: 'text' | 'number' | 'flag' | 'list' | 'choice' | 'mapping'
  readonly choices: readonly string[]
  readonly required: boolean
  /** The default as a person would write it; undefined without one. */
  readonly default?: string
  /** The default in a job of GitHub Actions: an expression of workflows. */
  readonly jobDefault?: string
}

/**
 * Everything that help and docs show about a stage, as plain data. `npm run sync` writes it beside each stage. So help,
 * flags and checks for missing inputs need neither the stage nor the schema library.
 */
export interface StageDescription {
  readonly name: string
  readonly summary: string
  /** The input that works without its flag, in kebab-case. */
  readonly positional?: string
  /** Groups of inputs, in kebab-case; at least one of each group is required. */
  readonly needsOneOf?: readonly (readonly string[])[]
  /** Former names of inputs, each with its current name. */
  readonly formerNames?: Readonly<Record<string, string>>
  readonly inputs: readonly Field[]
  readonly outputs: readonly Field[]
}

/**
 * Describes a stage, with inputs and outputs in the order of their definition.
 * @param summary from the list of stages
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

/**
 * Converts `planOnly` to `plan-only`, and `s3Bucket` to `s3-bucket`. Only this function converts names between code and
 * users.
 */
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
        ...defined({ default: written(fallback), jobDefault: schema.meta()?.jobDefault as string | undefined }),
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
