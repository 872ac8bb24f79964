/** How a literal of some language is written. */
export interface LiteralForm {
  readonly open: string
  /** What ends it; `line` for one that goes up to the end of its line, or of the text. */
  readonly close: string
  /** A backslash takes the next character with it. */
  readonly escapes?: boolean
  /** A line break leaves it unfinished; then it is none. */
  readonly oneLine?: boolean
}

/** A literal with its marks, or what stands between two of them. */
export interface Stretch {
  readonly kind: 'code' | 'literal'
  readonly text: string
  readonly offset: number
}

/**
 * Tells literals and comments from the rest. An opening quote without its closing quote is plain text. However many of them there are, each
 * character is passed over once for each form, which no pattern does.
 * @param forms the first that opens at a place counts, so `"""` comes before `"`
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

/** The text with one blank, or another text, in place of each literal. */
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

/** Finds the end of a literal from the first place inside of it, and remembers the places from which it never ends. */
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
    // The same way again, as far as it went.
    for (let passed = start; passed < at; passed += 1) {
      endless[passed] = 1
      if (escapes && text[passed] === '\\') passed += 1
    }
    return undefined
  }
}
