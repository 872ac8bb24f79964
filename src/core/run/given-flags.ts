import type { z } from 'zod'
import { commandLine, type ShellLine } from '../text/command-line.ts'
import { edgeName } from './describe.ts'

interface Shown<Key extends string> {
  readonly leftOut: readonly Key[]
  /** Their values may be secret; an ellipsis stands for them. */
  readonly hidden: readonly Key[]
}

/** The flags of a command that was given these inputs, in the order of the schema, without those that have their default. No input of the schema is required. */
export function givenFlags<Shape extends z.ZodObject>(
  schema: Shape,
  inputs: z.output<Shape>,
  { leftOut, hidden }: Shown<keyof z.output<Shape> & string>,
): readonly ShellLine[] {
  const unset: Readonly<Record<string, unknown>> = schema.parse({})
  const given: Readonly<Record<string, unknown>> = inputs
  return Object.keys(schema.shape).flatMap((key) => {
    const value = given[key]
    const text = String(value ?? '')
    if (leftOut.includes(key) || text === String(unset[key] ?? '')) return []
    if (value === true) return [commandLine`--${edgeName(key)}`]
    return [hidden.includes(key) ? commandLine`--${edgeName(key)} …` : commandLine`--${edgeName(key)} ${text}`]
  })
}
