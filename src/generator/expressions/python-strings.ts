/** A stretch of Python: a string literal with its quotes (the last one may lack its end), or what stands between two of them. */
export interface PythonStretch {
  readonly kind: 'code' | 'string'
  readonly text: string
  readonly offset: number
}

/** What is never closed matches as well: looked for again at each of its quotes, it would take quadratic time. */
const literal =
  /"""(?:\\[\s\S]|[^\\])*?(?:"""|$)|'''(?:\\[\s\S]|[^\\])*?(?:'''|$)|"(?:\\[\s\S]|[^"\\\n])*"?|'(?:\\[\s\S]|[^'\\\n])*'?/g

/** Tells string literals from the rest, so that marks inside of a text are left alone. */
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
