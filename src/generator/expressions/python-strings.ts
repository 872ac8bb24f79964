/**
 * A part of Python code: a string literal with its quotes (the last may be unterminated), or the code between two
 * literals.
 */
export interface PythonStretch {
  readonly kind: 'code' | 'string'
  readonly text: string
  readonly offset: number
}

/** An unterminated string matches too. Otherwise each of its quotes would start another search, in quadratic time. */
const literal =
  /"""(?:\\[\s\S]|[^\\])*?(?:"""|$)|'''(?:\\[\s\S]|[^\\])*?(?:'''|$)|"(?:\\[\s\S]|[^"\\\n])*"?|'(?:\\[\s\S]|[^'\\\n])*'?/g

/** Separates string literals from other code, so that marks inside strings are ignored. */
export function pythonStretches(text: string): readonly PythonStretch[] {
  const stretches: PythonStretch[] = []
  let at = 0
  for (const match of text.matchAll(literal)) {
    if (match.index > at) stretches.push({ kind: 'code', text: text.slice(at, match.index), offset: at })
    stretches.push({ kind: 'string', text: match[0], offset: match.index })
    at = match.index + match[0].length
  }
  if (at < text.length) stretches.push({ kind: 'code', text: text.slice(at), offset: at })
  return stretches
}

/** A Python string literal for any text: the escapes of JSON mean the same in Python. */
export function pythonString(text: string): string {
  return JSON.stringify(text)
}
