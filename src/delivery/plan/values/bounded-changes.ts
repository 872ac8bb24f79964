import type { ReviewedChange } from './review.ts'
import { boundedValue } from './shortened.ts'
import type { ValueChange } from './value-change.ts'

/** Most characters of all values of a review. */
const mostCharacters = 1_000_000

/** Keeps as many values as the limits let, those of the first changes first; each change says how many it lost. */
export function boundedChanges(changes: readonly ReviewedChange[]): readonly ReviewedChange[] {
  let room: number = mostCharacters
  return changes.map((change) => {
    const values: ValueChange[] = []
    for (const value of change.values.map(boundedValue)) {
      room -= JSON.stringify(value).length
      if (room < 0) break
      values.push(value)
    }
    const left = change.values.length - values.length
    return { ...change, values, ...(left === 0 ? {} : { left }) }
  })
}
