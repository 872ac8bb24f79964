import { withoutLiterals } from '../../../core/text/literals.ts'

/** Deeper than any answer of an API, and far below the depth at which recursion fails. */
const mostDepth = 200

/**
 * Parses JSON of the tested service. Undefined for invalid JSON, and for JSON nested deeply enough to crash its reader.
 */
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
