import { secretSpellings } from './secret-spellings.ts'

/** Longer secrets are split into pieces of this length, and each piece is masked by itself. */
export const longestPiece = 16_384
/** This many lines of one secret are masked in every spelling. Further lines are masked only in their plain form. */
export const mostLines = 64

/** Replaces secrets in all shown text, even where they are encoded (`secretSpellings`). */
export class SecretMask {
  readonly #forms = new Set<string>()
  #ordered: readonly string[] | undefined

  /**
   * Adds a secret, and the values inside a secret in JSON (`fieldsOf`). Values below four characters are skipped,
   * because they would mask ordinary text.
   */
  add(value: string): void {
    this.#ordered = undefined
    for (const field of fieldsOf(value)) this.add(field)
    const lines = linesOf(value)
    for (const line of [value, ...lines.slice(0, mostLines)])
      for (const piece of piecesOf(line)) for (const form of secretSpellings(piece)) this.#forms.add(form)
    for (const line of lines.slice(mostLines)) this.#forms.add(line)
  }

  /** The number of texts to search for. */
  get size(): number {
    return this.#forms.size
  }

  /** Replaces every secret by `***`, even if an encoding is broken into lines. */
  apply(text: string): string {
    if (this.#forms.size === 0) return text
    this.#ordered ??= [...this.#forms].sort((a, b) => b.length - a.length)
    const whole = brokenLine.test(text) ? this.#appliedAcrossLines(text) : text
    return this.#masked(whole)
  }

  /** Ignores the line ends between long pieces of an encoding. A match is removed together with its line ends. */
  #appliedAcrossLines(text: string): string {
    return text.replace(brokenLines, (block) => {
      const joined = block.replace(lineEnds, '')
      const masked = this.#masked(joined)
      return masked === joined ? block : masked
    })
  }

  #masked(text: string): string {
    return this.#ordered!.reduce((masked, form) => masked.replaceAll(form, '***'), text)
  }
}

/**
 * The lines of a secret that are masked by themselves, without surrounding blanks. An indented bracket alone would
 * match in nearly every text (the runner's own issue 326).
 */
export function linesOf(value: string): readonly string[] {
  const lines = value.split(/\r\n?|\n/).map((line) => line.trim())
  return [...new Set([value.trim(), ...lines])].filter((line) => line.length >= shortest)
}

/**
 * A value inside a secret in JSON is also masked if it has at least this many characters. A shorter one is often an
 * ordinary word, such as the name of an engine.
 */
const shortestField = 8
/** This many values inside one secret in JSON are masked by themselves. */
export const mostFields = 64

/**
 * The values inside a secret that is a JSON object, at any depth. Often one secret contains a user, a password and a
 * host, as in Secrets Manager, and programs print only parts of it.
 */
export function fieldsOf(secret: string): readonly string[] {
  if (!/^\s*\{/.test(secret) || secret.length > longestObject) return []
  const fields = new Set<string>()
  try {
    JSON.parse(secret, (_, value: unknown) => {
      if (typeof value === 'string' && value.length >= shortestField && fields.size < mostFields) fields.add(value)
      return value
    })
  } catch {
    return []
  }
  return [...fields]
}

/** Size of the largest secret in Secrets Manager (65,536 bytes). */
const longestObject = 65_536
const shortest = 4
/**
 * Encoded text with line breaks, as MIME, PEM and `base64` write it. Lines have at least 40 letters; the last line has
 * any length (RFC 2045, section 6.8).
 */
const brokenLine = /[\w+/=-]{40}(?:\r?\n|(?:\\r)?\\n)[ \t]*[\w+/=-]/
const brokenLines = /(?<![\w+/=-])(?:[\w+/=-]{40,}(?:\r?\n|(?:\\r)?\\n)[ \t]*)+[\w+/=-]+/g
const lineEnds = /\r?\n[ \t]*|(?:\\r)?\\n/g

function piecesOf(line: string): readonly string[] {
  if (line.length < shortest) return []
  const count = Math.ceil(line.length / longestPiece)
  return Array.from({ length: count }, (_, index) =>
    line.slice(index * longestPiece, (index + 1) * longestPiece),
  ).filter((piece) => piece.length >= shortest)
}
