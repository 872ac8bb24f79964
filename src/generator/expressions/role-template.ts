import { ExpressionError } from './expression-error.ts'
import { parseRoleTerm, type RoleTermNode } from './role-term.ts'

/**
 * The body of a role expression (model format 6.1), ready to be evaluated or to be compiled: its parts, joined, are the
 * role's name.
 */
export interface RoleTemplate {
  readonly parameters: readonly string[]
  readonly parts: readonly RolePart[]
}

export type RolePart =
  | { readonly kind: 'text'; readonly text: string }
  /** The value bound to the parameter, as text. */
  | { readonly kind: 'parameter'; readonly name: string }
  /** A `${…}` segment; its value is a text or a number, never a list. */
  | { readonly kind: 'segment'; readonly term: RoleTermNode }

/**
 * Reads the body by the algorithm of role expressions (model format 6.1): outside `${…}`, a parameter's name is
 * replaced by its value where it is a whole word. A parameter that is never a whole word in the body is also replaced
 * inside other words.
 *
 * @throws ExpressionError with the offset in the body
 */
export function parseRoleTemplate(expression: {
  readonly parameters: readonly string[]
  readonly body: { readonly text: string }
}): RoleTemplate {
  const { parameters } = expression
  const body = expression.body.text
  const names = parameterPattern(parameters, body)
  const parts: RolePart[] = []
  let at = 0
  let open = body.indexOf('${')
  for (; open !== -1; open = body.indexOf('${', at)) {
    const close = body.indexOf('}', open)
    if (close === -1) break
    parts.push(...literalParts(body.slice(at, open), names, body, at))
    parts.push({ kind: 'segment', term: parseRoleTerm(body.slice(open + 2, close), parameters, open + 2) })
    at = close + 1
  }
  if (open !== -1) throw new ExpressionError('the segment that starts with ${ has no }', open)
  parts.push(...literalParts(body.slice(at), names, body, at))
  return { parameters, parts }
}

/** Matches parameters that are whole words, and at any position those that never are. */
function parameterPattern(parameters: readonly string[], body: string): RegExp | undefined {
  const longestFirst = [...parameters].sort((a, b) => b.length - a.length)
  const choices = longestFirst.map((name) => {
    const word = `(?<![A-Za-z0-9_])${name}(?![A-Za-z0-9_])`
    return new RegExp(word).test(body) ? word : name
  })
  return choices.length === 0 ? undefined : new RegExp(choices.join('|'), 'g')
}

/** `whole` and `from` let a word boundary take the characters just outside the literal into account. */
function literalParts(text: string, names: RegExp | undefined, whole: string, from: number): RolePart[] {
  if (text === '') return []
  if (names === undefined) return [{ kind: 'text', text }]
  const parts: RolePart[] = []
  let at = 0
  names.lastIndex = from
  for (let match = names.exec(whole); match !== null; match = names.exec(whole)) {
    const start = match.index - from
    if (start >= text.length) break
    if (start > at) parts.push({ kind: 'text', text: text.slice(at, start) })
    parts.push({ kind: 'parameter', name: match[0] })
    at = start + match[0].length
  }
  if (at < text.length) parts.push({ kind: 'text', text: text.slice(at) })
  return parts
}
