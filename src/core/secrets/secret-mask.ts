import { secretSpellings } from './secret-spellings.ts'

/** The longest piece of a secret that is spelled as a whole; a longer secret is masked piece by piece. */
export const longestPiece = 16_384
/** Lines of one secret that are masked in every spelling; those behind them are masked as they are. */
export const mostLines = 64

/** Replaces secrets in everything that is shown, also where they are encoded (`secretSpellings`). */
export class SecretMask {
  readonly #forms = new Set<string>()
  #ordered: readonly string[] | undefined

  /** With what a secret in JSON holds (`fieldsOf`). Values under four characters would mask ordinary text and are left alone. */
  add(value: string): void {
    this.#ordered = undefined
    for (const field of fieldsOf(value)) this.add(field)
    const lines = linesOf(value)
    for (const line of [value, ...lines.slice(0, mostLines)])
      for (const piece of piecesOf(line)) for (const form of secretSpellings(piece)) this.#forms.add(form)
    for (const line of lines.slice(mostLines)) this.#forms.add(line)
  }

  /** How many texts are looked for. */
  get size(): number {
    return this.#forms.size
  }

  /** The text with `***` in place of every secret, also where an encoding is broken into lines. */
  apply(text: string): string {
    if (this.#forms.size === 0) return text
    this.#ordered ??= [...this.#forms].sort((a, b) => b.length - a.length)
    const whole = brokenLine.test(text) ? this.#appliedAcrossLines(text) : text
    return this.#masked(whole)
  }

  /** The line ends between long pieces of an encoding are passed over; what is found goes, with the line ends in it. */
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
 * The lines of a secret that are masked by themselves, without the blanks around them: a bracket behind an indent would be found in every
 * text (the runner's own issue 326).
 */
export function linesOf(value: string): readonly string[] {
  const lines = value.split(/\r\n?|\n/).map((line) => line.trim())
  return [...new Set([value.trim(), ...lines])].filter((line) => line.length >= shortest)
}

/** Characters of a value inside a secret in JSON that is a secret too; a shorter one is often a plain word, such as the name of an engine. */
const shortestField = 8
/** Values inside one secret in JSON that are masked by themselves. */
export const mostFields = 64

/**
 * The texts inside a secret that is a JSON object, at any depth: many keep a user, a password and a host as one secret (Secrets Manager does so
 * itself), and programs print the parts.
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

/** Characters of the largest secret of Secrets Manager (65,536 bytes). */
const longestObject = 65_536
const shortest = 4
/** Encoded text with line breaks, as MIME, PEM and `base64` write it: lines of at least 40 letters; the last has any length (RFC 2045, section 6.8). */
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
