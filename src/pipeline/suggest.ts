import { nearest } from '../core/text/nearest.ts'

/** The known name that a misspelt one may mean; undefined when none is near. */
export type Suggest = (name: string, known: readonly string[]) => string | undefined

/** So many suggestions are looked for: hosts show fewer findings, and each suggestion takes time. */
const most = 200

/** Suggestions for one definition. */
export function suggestions(): Suggest {
  let left = most
  return (name, known) => {
    if (left === 0) return undefined
    left -= 1
    return nearest(name, known)
  }
}

/** Names for a message: the first ten of many. */
export function namesText(names: readonly string[]): string {
  const shown = names.slice(0, 10).join(', ')
  return names.length > 10 ? `${shown} and ${names.length - 10} others` : shown
}
