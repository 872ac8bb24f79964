import { hasPattern, type LimitName, limitOf } from '../limits/limits.ts'
import type { Suggest } from '../suggest.ts'

/** What is wrong with a value, and the next step. */
export interface LimitFault {
  readonly text: string
  readonly fix: string
}

/** What is wrong with a literal value by its limit; undefined when nothing is. */
export function limitFault(value: string | number, name: LimitName, suggest: Suggest): LimitFault | undefined {
  const { min = 0, max = Number.POSITIVE_INFINITY, pattern, enum: values } = limitOf(name)
  if (typeof value === 'number')
    return value >= min && value <= max
      ? undefined
      : { text: `${value} is not a number from ${min} to ${max}`, fix: `choose a number from ${min} to ${max}` }
  if (values !== undefined) return values.includes(value) ? undefined : otherValue(value, values, suggest)
  const length = [...value].length
  if (length < min)
    return length === 0
      ? { text: 'the text is empty', fix: 'give it a text, or leave it out' }
      : { text: `${quoted(value)} has fewer than ${min} characters`, fix: 'choose a longer text' }
  if (length > max)
    return { text: `the text has ${length} characters, and at most ${max} are allowed`, fix: 'shorten it' }
  if (pattern === undefined || hasPattern(value, pattern)) return undefined
  if (pattern === '.*') return { text: 'the text has a line break', fix: 'write it on one line' }
  return { text: `${quoted(value)} does not match ${pattern}`, fix: `choose a text that matches ${pattern}` }
}

function otherValue(value: string, values: readonly string[], suggest: Suggest): LimitFault {
  const guess = suggest(value, values)
  const known = values.join(', ')
  const text = `${quoted(value)} is not one of ${known}`
  return { text, fix: guess === undefined ? `choose one of ${known}` : `did you mean ${guess}?` }
}

/**
 * What is wrong with the number of items of a list or a mapping; undefined when nothing is.
 * @param complete whether there can be no more items
 */
export function countFault(count: number, name: LimitName, complete: boolean): LimitFault | undefined {
  const { min = 0, max = Number.POSITIVE_INFINITY } = limitOf(name)
  if (count > max) return { text: `there are ${count}, and at most ${max} are allowed`, fix: 'leave some out' }
  if (complete && count < min)
    return { text: `there are ${count}, and at least ${min} are needed`, fix: 'add one, or leave the whole out' }
  return undefined
}

function quoted(value: string): string {
  return JSON.stringify(value.length > 80 ? `${value.slice(0, 77)}…` : value)
}
