/** The form of a literal in some language. */
export interface LiteralForm {
  readonly open: string
  /** The closing mark; `line` if it ends with its line or with the text. */
  readonly close: string
  /** Whether a backslash escapes the next character. */
  readonly escapes?: boolean
  /** Whether a line break cancels it, so that it is not a literal. */
  readonly oneLine?: boolean
}

/** A literal with its marks, or the text between two literals. */
export interface Stretch {
  readonly kind: 'code' | 'literal'
  readonly text: string
  readonly offset: number
}

/**
 * Separates literals and comments from the rest. An opening quote without a closing quote is plain text. Each character
 * is read only once for each form, which a pattern could not guarantee.
 * @param forms the first form that matches counts, so `"""` comes before `"`
 */
export function literalStretches(text: string, forms: readonly LiteralForm[]): readonly Stretch[] {
  const firsts = new Set(forms.map(({ open }) => open[0]))
  const ends = forms.map((form) => ({ open: form.open, endOf: closing(text, form) }))
  const stretches: Stretch[] = []
  let from = 0
  for (let at = 0; at < text.length; ) {
    const end = firsts.has(text[at]) ? endOfLiteral(text, at, ends) : undefined
    if (end === undefined) {
      at += 1
      continue
    }
    if (at > from) stretches.push({ kind: 'code', text: text.slice(from, at), offset: from })
    stretches.push({ kind: 'literal', text: text.slice(at, end), offset: at })
    at = from = end
  }
  if (from < text.length) stretches.push({ kind: 'code', text: text.slice(from), offset: from })
  return stretches
}

/** Replaces each literal by one blank or another text. */
export function withoutLiterals(text: string, forms: readonly LiteralForm[], instead = ' '): string {
  return literalStretches(text, forms)
    .map((stretch) => (stretch.kind === 'literal' ? instead : stretch.text))
    .join('')
}

type EndOf = (start: number) => number | undefined

function endOfLiteral(
  text: string,
  at: number,
  forms: readonly { readonly open: string; readonly endOf: EndOf }[],
): number | undefined {
  for (const { open, endOf } of forms) {
    if (!text.startsWith(open, at)) continue
    const end = endOf(at + open.length)
    if (end !== undefined) return end
  }
  return undefined
}

/** Finds the end of a literal, and remembers the places from which there is none. */
function closing(text: string, { close, escapes = false, oneLine = false }: LiteralForm): EndOf {
  if (close === 'line')
    return (start) => {
      const end = text.indexOf('\n', start)
      return end === -1 ? text.length : end
    }
  let endless: Uint8Array | undefined
  return (start) => {
    let at = start
    for (; at < text.length && endless?.[at] !== 1; at += 1) {
      if (text.startsWith(close, at)) return at + close.length
      if (oneLine && text[at] === '\n') break
      if (escapes && text[at] === '\\') at += 1
    }
    endless ??= new Uint8Array(text.length)
    // Repeats the same steps, up to where they stopped.
    for (let passed = start; passed < at; passed += 1) {
      endless[passed] = 1
      if (escapes && text[passed] === '\\') passed += 1
    }
    return undefined
  }
}
