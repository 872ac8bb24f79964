import type { z } from 'zod'
import type { Stage } from './stage.ts'

/** One input or output as a reader sees it. */
export interface Field {
  /** Name inside the code, camelCase. */
  readonly key: string
  /** Name at the edge, kebab-case: flag, action input, output. */
  readonly name: string
  readonly description: string
  readonly kind: 'text' | 'number' | 'flag' | 'list' | 'choice'
  readonly choices: readonly string[]
  readonly required: boolean
  /** As a person would write it; undefined when there is none. */
  readonly default: string | undefined
}

/** The inputs of a stage in the order of their definition. */
export function inputsOf(stage: Stage): readonly Field[] {
  return fieldsOf(stage.inputs)
}

/** The outputs of a stage in the order of their definition. */
export function outputsOf(stage: Stage): readonly Field[] {
  return fieldsOf(stage.outputs)
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
        ...kindOf(def),
        default: written(fallback),
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

function kindOf(def: Definition): Pick<Field, 'kind' | 'choices'> {
  if (def.type === 'enum') return { kind: 'choice', choices: Object.values(def.entries ?? {}) }
  const kinds: Readonly<Record<string, Field['kind']>> = { boolean: 'flag', number: 'number', array: 'list' }
  return { kind: kinds[def.type] ?? 'text', choices: [] }
}

function written(value: unknown): string | undefined {
  if (value === undefined) return undefined
  if (Array.isArray(value)) return value.length === 0 ? undefined : value.join(',')
  return String(value)
}
