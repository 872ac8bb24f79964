import { longestValue } from './output-variables.ts'

/** The output variable that holds the others, for an action that goes on with the stage. */
export const handedOn = 'handed_on'

/**
 * The variables that have a value, as one JSON object in base64url that fits into a variable. The longest ones are left
 * out first; the first one, the outcome, never is. Actions of CodeBuild get values inside of JSON text, where the
 * service puts them without escaping quotes.
 */
export function handedOnText(variables: Readonly<Record<string, string>>): string {
  const [first, ...others] = Object.entries(variables).filter(([, text]) => text !== '')
  const start = first === undefined ? [] : [first]
  const shortestFirst = others.sort(([, one], [, other]) => one.length - other.length)
  let handed = encoded(start)
  for (let count = 1; count <= shortestFirst.length; count += 1) {
    const more = encoded([...start, ...shortestFirst.slice(0, count)])
    if (more.length > longestValue) break
    handed = more
  }
  return handed
}

function encoded(members: readonly (readonly [string, string])[]): string {
  return Buffer.from(JSON.stringify(Object.fromEntries(members))).toString('base64url')
}
