import type { FilePosition } from '../../../core/run/report.ts'
import { ActivityFailure } from './activity-failure.ts'

/** What a scenario knows by name (13.3). */
export type Variables = ReadonlyMap<string, unknown>

/** `#name#`; a single `#` without a partner is literal text. */
const reference = /#([^#\s]+)#/g
const whole = /^#([^#\s]+)#$/

/**
 * Puts values for the `#variables#` of a text. A text that is one variable becomes its value, of its type.
 * @throws ActivityFailure that names an unknown variable
 */
export function substitute(text: string, variables: Variables, place: FilePosition): unknown {
  const name = whole.exec(text)?.[1]
  return name === undefined ? substituteText(text, variables, place) : variableValue(name, variables, place)
}

/** As `substitute`, but always text: objects are written as JSON. @throws ActivityFailure */
export function substituteText(text: string, variables: Variables, place: FilePosition): string {
  return text.replace(reference, (_, name: string) => textOf(variableValue(name, variables, place)))
}

/** A value as people write it: text as it is, everything else as JSON. */
export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? 'nothing')
}

function variableValue(name: string, variables: Variables, place: FilePosition): unknown {
  if (variables.has(name)) return variables.get(name)
  throw new ActivityFailure(`variable #${name}# is not known here`, place, {
    expected: `one of ${[...variables.keys()].sort().join(', ')}`,
  })
}
