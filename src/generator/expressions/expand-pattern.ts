import { limits } from '../limits.ts'
import { ExpressionError } from './expression-error.ts'

/**
 * Replaces each `{{Name}}` by that pattern, expanded, without its outer `^` and `$` (model format 5). An alternation at
 * the top of the inserted text is put in a group (decision D-14).
 *
 * @param find the regular expression of a pattern, as the model has it
 * @throws ExpressionError for an unknown name and for a cycle, at the reference in `text`
 */
export function expandPattern(text: string, find: (name: string) => string | undefined): string {
  const expanded = expand(text, { find, references: 0 }, [])
  if (expanded.length > limits.pattern) throw tooLong('the pattern', 0)
  return expanded
}

function tooLong(what: string, offset: number): ExpressionError {
  return new ExpressionError(`${what} expands to more than ${limits.pattern} characters`, offset)
}

interface Expansion {
  readonly find: (name: string) => string | undefined
  /**
   * References followed so far. Patterns that refer to others twice double the work at each level, even if they are
   * empty.
   */
  references: number
}

function expand(text: string, expansion: Expansion, path: readonly string[]): string {
  if (text.length > limits.pattern) throw tooLong(path.length === 0 ? 'the pattern' : `pattern ${path.at(-1)}`, 0)
  return text.replace(/\{\{\s*([A-Za-z_]\w*)\s*\}\}/g, (_, name: string, offset: number) => {
    if (path.includes(name))
      throw new ExpressionError(`pattern ${name} refers to itself (${[...path, name].join(' > ')})`, offset)
    const regex = expansion.find(name)
    if (regex === undefined) throw new UnknownPattern(name, offset)
    expansion.references += 1
    if (expansion.references > limits.patternReferences)
      throw new ExpressionError(`the pattern takes in more than ${limits.patternReferences} others`, offset)
    const inner = withoutAnchors(expand(regex, expansion, [...path, name]))
    if (inner.length > limits.pattern) throw tooLong(`pattern ${name}`, offset)
    return alternates(inner) ? `(?:${inner})` : inner
  })
}

/** A reference to a pattern that the model does not have. */
export class UnknownPattern extends ExpressionError {
  readonly pattern: string

  constructor(pattern: string, offset: number) {
    super(`there is no pattern ${pattern}`, offset)
    this.pattern = pattern
  }
}

function withoutAnchors(regex: string): string {
  const start = regex.startsWith('^') ? 1 : 0
  const escaped = /(?<!\\)\\*\$$/.exec(regex)?.[0].length ?? 0
  return regex.slice(start, escaped % 2 === 1 ? -1 : undefined)
}

/** Whether there is a `|` outside groups and classes. */
function alternates(regex: string): boolean {
  let depth = 0
  for (const [token] of regex.matchAll(/\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|[()|]/gs)) {
    if (token === '(') depth += 1
    else if (token === ')') depth -= 1
    else if (token === '|' && depth === 0) return true
  }
  return false
}
