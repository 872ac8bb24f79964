/**
 * Text for a log that a runner reads for workflow commands: each mark of a command is taken apart by a blank, so it stays readable and
 * does nothing. GitHub's runner takes `::` at the start of a line, behind any white space, and `##[` anywhere in one; its comparison of texts
 * may pass over characters without a weight, so they are passed over here too (actions/runner, `ActionCommand`). The marks of
 * Azure Pipelines and TeamCity, such as `##vso[`, are of the same kind. A lone carriage return ends a line there, and does here. No
 * command begins with a digit, so the address `::1` and the heading `##[1.0.0]` stay as they are.
 */
export function inert(text: string): string {
  return new InertText().write(text)
}

/** The same for text that comes in pieces: a mark that is split between two of them is found. What is written is given back at once. */
export class InertText {
  /** The unfinished line as far as it matters: the beginning of a mark at its end, or that only white space was seen yet. */
  #pending = ''
  #endedByReturn = false

  /** @returns the piece with its marks taken apart; what was given back before stays as it is */
  write(piece: string): string {
    // The second half of a line end that was split.
    const text = this.#endedByReturn && piece.startsWith('\n') ? piece.slice(1) : piece
    if (piece !== '') this.#endedByReturn = piece.endsWith('\r')
    const lines = text.replace(/\r\n?/g, '\n').split('\n')
    const written = lines.map((line, index) => {
      const before = index === 0 ? this.#pending : ''
      return inertLine(before + line).slice(before.length)
    })
    this.#pending = pendingOf((lines.length === 1 ? this.#pending : '') + lines.at(-1)!)
    return written.join('\n')
  }
}

/** The patterns that find the marks of a text. */
interface Marks {
  readonly atStart: RegExp
  /** The mark in brackets, up to its bracket as the first group. */
  readonly inBrackets: RegExp
  readonly onlyBlank: RegExp
  readonly open: RegExp
}

/** @param weightless what no mark can be told from, inside of a class @param blank what may stand before a mark at the start */
function marksWith(weightless: string, named: string, blank: string): Marks {
  return {
    atStart: new RegExp(`^(${blank}:[${weightless}]*):(?!\\d)`, 'u'),
    inBrackets: new RegExp(`(#[${weightless}]*#[${named}a-z]*)\\[(?!\\d)`, 'giu'),
    onlyBlank: new RegExp(`^${blank}(:[${weightless}]*)?$`, 'u'),
    open: new RegExp(`#[${weightless}]*(#[${named}a-z]*)?$`, 'iu'),
  }
}

/** ASCII, and letters, punctuation and signs beyond it that all have a weight: what nearly every line is. */
const isPlain = /^[\0-\x7f\xa1-\xac\xae-\u017e\u2010-\u2027\u2190-\u2426\u2460-\u2b73]*$/
let ofPlain: Marks | undefined
let ofAny: Marks | undefined

/** Patterns are made when they are needed: those for any text, by the properties of Unicode, take milliseconds of each start. */
function marksOf(text: string): Marks {
  if (isPlain.test(text)) {
    ofPlain ??= marksWith('\\0-\\x1f\\x7f', '\\0-\\x1f\\x7f', '[\\0- \\x7f]*')
    return ofPlain
  }
  // Control and format characters, and what Unicode says may be ignored.
  ofAny ??= marksWith(
    '\\p{Cc}\\p{Cf}\\p{Cn}\\p{Co}\\p{Cs}\\p{Default_Ignorable_Code_Point}',
    '\\p{Cc}\\p{Cf}\\p{Default_Ignorable_Code_Point}',
    '[^\\p{L}\\p{N}\\p{P}\\p{S}]*',
  )
  return ofAny
}

/** The text with its marks in brackets taken apart, for a place where those at the start do nothing. @param bracket stands for the bracket of each */
export function withoutBracketMarks(text: string, bracket = ' ['): string {
  return text.replace(marksOf(text).inBrackets, (_, mark: string) => mark + bracket)
}

/** A blank goes before the last sign of a mark only, so that the beginning of a mark can be written before its end is known. */
function inertLine(line: string): string {
  return withoutBracketMarks(line.replace(marksOf(line).atStart, '$1 :'))
}

/** In place of the unfinished line one of a few characters that goes on in the same way. */
function pendingOf(line: string): string {
  const { onlyBlank, open } = marksOf(line)
  const start = onlyBlank.exec(line)
  if (start !== null) return start[1] === undefined ? '' : ':'
  const mark = open.exec(line)
  if (mark === null) return 'x'
  return mark[1] === undefined ? 'x#' : 'x##'
}
