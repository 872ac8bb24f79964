import { z } from 'zod'

const place = { line: z.number(), column: z.number() }
const member = z.object({ of: z.string(), name: z.string(), written: z.boolean(), ...place })

/** The answer of `runtime/check/check_python.py` for one source. */
export const pythonAnswer = z.object({
  error: z.object({ message: z.string(), ...place }).optional(),
  /** Attributes of the tracked objects, such as `flow` and `self`, and of their members (`domain_event.data`). */
  members: z.array(member).default([]),
  /** Items of these objects that are accessed by a literal key. */
  items: z.array(member).default([]),
  /** Names that are read, but not bound in the source. */
  names: z.array(z.object({ name: z.string(), ...place })).default([]),
  /** Literal keys of dictionaries. */
  keys: z.array(z.object({ name: z.string(), ...place })).default([]),
  /** Functions of a module with the names of their parameters; `*` if they have other than plain parameters. */
  functions: z.record(z.string(), z.array(z.string())).default({}),
})

export type PythonAnswer = z.output<typeof pythonAnswer>

/** Lines from 1, columns from 0, as Python counts them. */
export interface PythonPlace {
  readonly line: number
  readonly column: number
}
