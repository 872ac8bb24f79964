import type { GateExpectation, GateExtraction } from '../../../core/gate/gate-activity.ts'
import type { Failure } from '../report/gate-report.ts'
import { matches, valueAt } from './result-value.ts'
import { substituteText, textOf, type Variables } from './variables.ts'

/** What a result must contain, with variables already replaced. */
export interface Wanted {
  readonly expects: readonly GateExpectation[]
  readonly extracts: readonly GateExtraction[]
}

/**
 * Replaces the variables in the expected values.
 * @throws ActivityFailure for an unknown variable
 */
export function wantedOf({ expects, extracts }: Wanted, variables: Variables): Wanted {
  return {
    expects: expects.map((each) => ({
      ...each,
      value: each.value === '#' ? '#' : substituteText(each.value, variables, each.place),
    })),
    extracts,
  }
}

/** The first expectation that a result does not meet; undefined when it meets all. */
export function firstMismatch(result: unknown, { expects, extracts }: Wanted): Failure | undefined {
  for (const { path, type, value, place } of expects) {
    const found = valueAt(result, path)
    if (matches(value, type, found)) continue
    const expected = value === '#' ? `${path} to exist` : `${path} = ${value}`
    return { text: `${path} is not as expected`, expected, got: found === undefined ? 'nothing' : textOf(found), place }
  }
  for (const { path, place } of extracts) {
    const found = valueAt(result, path)
    if (found === undefined || found === null)
      return { text: `${path} is missing`, expected: `${path} to exist`, got: textOf(found), place }
  }
  return undefined
}

/** Stores the values that a scenario uses later. */
export function remember(result: unknown, { extracts }: Wanted, variables: Map<string, unknown>): void {
  for (const { path, variable } of extracts) variables.set(variable, valueAt(result, path))
}
