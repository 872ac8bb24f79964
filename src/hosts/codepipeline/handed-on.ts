import { longestValue } from './output-variables.ts'

/** The output variable with the others as one JSON object, for an action that goes on with the stage. */
export const handedOn = 'handed_on'

/**
 * The variables that have a value, as one JSON object that fits into a variable. The longest ones are left out first;
 * the first one, the outcome, never is. It holds no reference, so that a service that resolves values twice finds nothing.
 */
export function handedOnText(variables: Readonly<Record<string, string>>): string {
  const [first, ...others] = Object.entries(variables).filter(([, text]) => text !== '')
  const start = first === undefined ? [] : [first]
  const shortestFirst = others.sort(([, one], [, other]) => one.length - other.length)
  let handed = jsonOf(start)
  for (let count = 1; count <= shortestFirst.length; count += 1) {
    const more = jsonOf([...start, ...shortestFirst.slice(0, count)])
    if (more.length > longestValue) break
    handed = more
  }
  return handed
}

function jsonOf(members: readonly (readonly [string, string])[]): string {
  return JSON.stringify(Object.fromEntries(members)).replaceAll('#{', '\\u0023{')
}
