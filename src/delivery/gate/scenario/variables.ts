import type { FilePosition } from '../../../core/run/report.ts'
import { ActivityFailure } from './activity-failure.ts'

/** The variables of a scenario by name (model format 13.3). */
export type Variables = ReadonlyMap<string, unknown>

/** A variable, `#name#`. A single `#` without a partner is literal text. */
const reference = /#([^#\s]+)#/g
const whole = /^#([^#\s]+)#$/

/**
 * Replaces the `#variables#` in a text. A text that is exactly one variable becomes its value, with its type.
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

/** A value for display: text as it is, everything else as JSON. */
export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? 'nothing')
}

function variableValue(name: string, variables: Variables, place: FilePosition): unknown {
  if (variables.has(name)) return variables.get(name)
  throw new ActivityFailure(`variable #${name}# is not defined here`, place, {
    expected: `one of ${[...variables.keys()].sort().join(', ')}`,
  })
}
