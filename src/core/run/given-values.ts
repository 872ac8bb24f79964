import type { z } from 'zod'
import { commandLine } from '../text/command-line.ts'
import { edgeName } from './describe.ts'
import type { GivenValue } from './next-step.ts'

interface Shown<Key extends string> {
  readonly leftOut: readonly Key[]
  /** Inputs whose values may be secret, so an ellipsis replaces them. */
  readonly hidden: readonly Key[]
}

/**
 * The given inputs of a run, in kebab-case, for a command that repeats them. They are in the order of the schema,
 * without inputs that have their default. All inputs of the schema must be optional.
 */
export function givenValues<Shape extends z.ZodObject>(
  schema: Shape,
  inputs: z.output<Shape>,
  { leftOut, hidden }: Shown<keyof z.output<Shape> & string>,
): Readonly<Record<string, GivenValue>> {
  const unset: Readonly<Record<string, unknown>> = schema.parse({})
  const values: Readonly<Record<string, unknown>> = inputs
  const given = Object.keys(schema.shape).flatMap((key): readonly (readonly [string, GivenValue])[] => {
    const value = values[key]
    const text = String(value ?? '')
    if (leftOut.includes(key) || text === String(unset[key] ?? '')) return []
    if (value === true) return [[edgeName(key), true]]
    return [[edgeName(key), hidden.includes(key) ? commandLine`…` : text]]
  })
  return Object.fromEntries(given)
}
