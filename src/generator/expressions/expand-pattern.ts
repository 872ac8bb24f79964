import { ExpressionError } from './expression-error.ts'

/**
 * Replaces each `{{Name}}` by that pattern, expanded, without its outer `^` and `$` (5). An alternation at the top of
 * the inserted text is put in a group (D-14).
 *
 * @param find the regular expression of a pattern, as the model has it
 * @throws ExpressionError for an unknown name and for a cycle, at the reference in `text`
 */
export function expandPattern(text: string, find: (name: string) => string | undefined): string {
  return expand(text, { find, inserted: new Map() }, [])
}

interface Expansion {
  readonly find: (name: string) => string | undefined
  /** What stands for a name, worked out once. */
  readonly inserted: Map<string, string>
}

/** Characters of one pattern, more than any needs; stops references that double at each step. */
const longest = 10_000
/** Characters that all references of one text stand for. */
const longestText = 100_000
/** Patterns one inside of the other. */
const mostLevels = 100

function expand(text: string, expansion: Expansion, path: readonly string[]): string {
  let characters = 0
  return text.replace(/\{\{\s*([A-Za-z_]\w*)\s*\}\}/g, (_, name: string, offset: number) => {
    const inserted = expansion.inserted.get(name) ?? insertedFor(name, offset, expansion, path)
    expansion.inserted.set(name, inserted)
    characters += inserted.length
    if (characters > longestText)
      throw new ExpressionError(`the patterns here expand to more than ${longestText} characters`, offset)
    return inserted
  })
}

function insertedFor(name: string, offset: number, expansion: Expansion, path: readonly string[]): string {
  if (path.includes(name))
    throw new ExpressionError(`pattern ${name} refers to itself (${[...path, name].join(' > ')})`, offset)
  if (path.length === mostLevels)
    throw new ExpressionError(`pattern ${name} stands behind ${mostLevels} others`, offset)
  const regex = expansion.find(name)
  if (regex === undefined) throw new UnknownPattern(name, offset)
  const inner = withoutAnchors(expand(regex, expansion, [...path, name]))
  if (inner.length > longest)
    throw new ExpressionError(`pattern ${name} expands to more than ${longest} characters`, offset)
  return alternates(inner) ? `(?:${inner})` : inner
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

/** Whether a `|` stands outside of groups and classes. */
function alternates(regex: string): boolean {
  let depth = 0
  for (const [token] of regex.matchAll(/\\.|\[\^?\]?(?:\\.|[^\]\\])*\]?|[()|]/gs)) {
    if (token === '(') depth += 1
    else if (token === ')') depth -= 1
    else if (token === '|' && depth === 0) return true
  }
  return false
}
