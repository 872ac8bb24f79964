import { ExpressionError } from './expression-error.ts'

/** `global.<name>(…)` (model format, section 6). */
export interface GlobalCall {
  readonly name: string
  readonly arguments: readonly CallArgument[]
  /** Offset after the closing parenthesis. */
  readonly end: number
}

export type CallArgument =
  | { readonly kind: 'text'; readonly text: string }
  /** An identifier, dotted or not, or `#foreign-key#`. */
  | { readonly kind: 'name'; readonly name: string }

const start = /global\.([A-Za-z_]\w*)\s*\(/y
const argument = /\s*(?:"([^"]*)"|'([^']*)'|(#foreign-key#|#?[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*))\s*/y

/**
 * Parses the call that starts at `from`, up to its first balanced closing parenthesis (decision D-15).
 * @throws ExpressionError
 */
export function parseGlobalCall(text: string, from: number): GlobalCall {
  start.lastIndex = from
  const head = start.exec(text)
  if (head === null) throw new ExpressionError('expected global.<name>(…)', from)
  const given: CallArgument[] = []
  let at = head.index + head[0].length
  if (/^\s*\)/.test(text.slice(at))) return { name: head[1]!, arguments: given, end: text.indexOf(')', at) + 1 }
  for (;;) {
    argument.lastIndex = at
    const match = argument.exec(text)
    if (match === null) throw new ExpressionError('an argument is a name, or a text in quotes', at)
    at += match[0].length
    const name = match[3]
    if (name === undefined) given.push({ kind: 'text', text: (match[1] ?? match[2])! })
    else given.push({ kind: 'name', name: name === '#foreign-key#' ? name : name.replace(/^#/, '') })
    const next = text[at]
    if (next === ')') return { name: head[1]!, arguments: given, end: at + 1 }
    if (next !== ',') throw new ExpressionError('expected , or ) after an argument', at)
    at += 1
  }
}

/** Whether an attribute contains only a call: `#global.<name>(…)`. */
export function isGlobalCall(text: string): boolean {
  return /^#?global\./.test(text)
}
