import type { z } from 'zod'
import type { Context } from './context.ts'

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
