import { hasPattern, type LimitName, limitOf } from '../limits/limits.ts'
import type { Suggest } from '../suggest.ts'

/** What is wrong with a literal value by its limit, with the next step; undefined when nothing is. */
export function limitFault(
  value: string | number,
  name: LimitName,
  suggest: Suggest,
): { readonly text: string; readonly fix?: string } | undefined {
  const { min, max, pattern, enum: values } = limitOf(name)
  if (typeof value === 'number') {
    if ((min === undefined || value >= min) && (max === undefined || value <= max)) return undefined
    return { text: `${value} is not a number from ${min} to ${max}` }
  }
  if (values !== undefined) {
    if (values.includes(value)) return undefined
    const guess = suggest(value, values)
    return {
      text: `${quoted(value)} is not one of ${values.join(', ')}`,
      ...(guess !== undefined && { fix: `did you mean ${guess}?` }),
    }
  }
  const length = [...value].length
  if (min !== undefined && length < min)
    return { text: length === 0 ? 'the text is empty' : `${quoted(value)} has fewer than ${min} characters` }
  if (max !== undefined && length > max)
    return { text: `the text has ${length} characters, and at most ${max} are allowed` }
  if (pattern === undefined || hasPattern(value, pattern)) return undefined
  if (pattern === '.*') return { text: 'the text has a line break', fix: 'write it on one line' }
  return { text: `${quoted(value)} does not match ${pattern}` }
}

/** What is wrong with the number of items of a list or a mapping; undefined when nothing is. */
export function countFault(count: number, name: LimitName, complete: boolean): string | undefined {
  const { min, max } = limitOf(name)
  if (max !== undefined && count > max) return `there are ${count}, and at most ${max} are allowed`
  if (complete && min !== undefined && count < min) return `there are ${count}, and at least ${min} are needed`
  return undefined
}

function quoted(value: string): string {
  return JSON.stringify(value.length > 80 ? `${value.slice(0, 77)}…` : value)
}
