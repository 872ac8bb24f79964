import { z } from 'zod'
import type { Context } from '../run/context.ts'
import { readFlag } from '../text/read-flag.ts'

/**
 * One step of delivery, with named inputs and outputs. Help, actions and docs are made from it and from the list of
 * stages.
 */
export interface Stage<I extends z.ZodObject = z.ZodObject, O extends z.ZodObject = z.ZodObject> {
  /** The command's name, in kebab-case. */
  readonly name: string
  /** The main input, which also works without its flag. */
  readonly positional?: string
  /** Groups of inputs; at least one of each group is required. */
  readonly needsOneOf?: readonly (readonly string[])[]
  /** Former names of inputs, each with its current name, both in kebab-case. */
  readonly formerNames?: Readonly<Record<string, string>>
  /** A flat list: each member is text, a number, a flag, a list or an enumeration, with a description. */
  readonly inputs: I
  readonly outputs: O
  run(inputs: z.output<I>, context: Context): Promise<z.output<O>>
}

/** Keeps the literal types of the result, so that TypeScript does not widen an outcome to text. */
export function defineStage<const I extends z.ZodObject, const O extends z.ZodObject, const R extends z.output<O>>(
  stage: Omit<Stage<I, O>, 'run'> & { run(inputs: z.output<I>, context: Context): Promise<R> },
): Stage<I, O> {
  return stage
}

/** A boolean, false by default, in the spellings of YAML 1.2 (section 10.3.2) only. */
export function flag() {
  return z
    .preprocess(
      (value) => (typeof value === 'string' ? (readFlag(value) ?? value) : value),
      z.boolean({ error: 'expected true or false' }),
    )
    .default(false)
}

/**
 * A list of texts, separated by line or by comma; empty by default.
 * @param between separator of the texts in one value
 */
export function list(between = /[\n,]/) {
  return z
    .preprocess(
      (value) =>
        typeof value === 'string'
          ? value
              .split(between)
              .map((part) => part.trim())
              .filter((part) => part !== '')
          : value,
      z.array(z.string()),
    )
    .default([])
}

/** Names with values, as one text. If the input is repeated, `separator` joins its texts. */
export function mapping() {
  return z.string().optional().meta({ kind: 'mapping' })
}

/** A whole number within bounds, given as text or number. */
export function count(minimum: number, maximum: number) {
  return z.preprocess(
    (value) => (typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value),
    z
      .number({ error: `expected a whole number from ${minimum} to ${maximum}` })
      .int()
      .min(minimum)
      .max(maximum),
  )
}
