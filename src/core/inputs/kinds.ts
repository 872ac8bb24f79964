import { z } from 'zod'
import { readFlag } from '../text/read-flag.ts'

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
