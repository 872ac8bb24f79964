import { withoutLiterals } from '../../../core/text/literals.ts'

/** Deeper than any answer of an API, and far from where recursion ends. */
const mostDepth = 200

/** JSON of a service that is tested; undefined for what is none, or is nested so deeply that it was made to break who reads it. */
export function parseAnswer(body: string): unknown {
  if (depthOf(body) > mostDepth) return undefined
  try {
    return JSON.parse(body)
  } catch {
    return undefined
  }
}

function depthOf(json: string): number {
  let [depth, deepest] = [0, 0]
  for (const [sign] of withoutLiterals(json, [{ open: '"', close: '"', escapes: true }]).matchAll(/[[{\]}]/g)) {
    if (sign === '[' || sign === '{') deepest = Math.max(deepest, ++depth)
    else if (sign === ']' || sign === '}') depth--
  }
  return deepest
}
