/**
 * Makes text harmless for a log that a runner searches for workflow commands. A blank breaks up each mark of a command,
 * so that the text stays readable. GitHub's runner accepts `::` at the start of a line, after any white space, and
 * `##[` anywhere (actions/runner, `ActionCommand`). Its comparison may ignore characters without weight, so they are
 * ignored here too. Marks of Azure Pipelines and TeamCity, such as `##vso[`, are of the same kind. A lone carriage
 * return also ends a line. No command begins with a digit, so the address `::1` and the heading `##[1.0.0]` stay as
 * they are.
 */
export function inert(text: string): string {
  return new InertText().write(text)
}

/**
 * Does the same for text in pieces, and finds a mark that is split between two pieces. Each piece is returned at once.
 */
export class InertText {
  /** The relevant part of the unfinished line: a mark that began at its end, or that it has only white space so far. */
  #pending = ''
  #endedByReturn = false

  /** @returns the piece with its marks broken up; earlier pieces stay as they were returned */
  write(piece: string): string {
    // The second half of a split line break.
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

/**
 * @param weightless characters that the runner may ignore, for use inside a class
 * @param blank what may come before a mark at the start of a line
 */
function marksWith(weightless: string, named: string, blank: string): Marks {
  return {
    atStart: new RegExp(`^(${blank}:[${weightless}]*):(?!\\d)`, 'u'),
    inBrackets: new RegExp(`(#[${weightless}]*#[${named}a-z]*)\\[(?!\\d)`, 'giu'),
    onlyBlank: new RegExp(`^${blank}(:[${weightless}]*)?$`, 'u'),
    open: new RegExp(`#[${weightless}]*(#[${named}a-z]*)?$`, 'iu'),
  }
}

/** ASCII, and letters, punctuation and signs beyond it that all have weight. Nearly all lines consist of these. */
const isPlain = /^[\0-\x7f\xa1-\xac\xae-\u017e\u2010-\u2027\u2190-\u2426\u2460-\u2b73]*$/
let ofPlain: Marks | undefined
let ofAny: Marks | undefined

/**
 * The patterns are made on first use. Those for any text use Unicode properties, and would add milliseconds to each
 * start.
 */
function marksOf(text: string): Marks {
  if (isPlain.test(text)) {
    ofPlain ??= marksWith('\\0-\\x1f\\x7f', '\\0-\\x1f\\x7f', '[\\0- \\x7f]*')
    return ofPlain
  }
  // Control and format characters, and other characters that Unicode allows to be ignored.
  ofAny ??= marksWith(
    '\\p{Cc}\\p{Cf}\\p{Cn}\\p{Co}\\p{Cs}\\p{Default_Ignorable_Code_Point}',
    '\\p{Cc}\\p{Cf}\\p{Default_Ignorable_Code_Point}',
    '[^\\p{L}\\p{N}\\p{P}\\p{S}]*',
  )
  return ofAny
}

/**
 * Breaks up the marks in brackets only, for a place where marks at the start of a line have no effect.
 * @param bracket replaces the bracket of each mark
 */
export function withoutBracketMarks(text: string, bracket = ' ['): string {
  return text.replace(marksOf(text).inBrackets, (_, mark: string) => mark + bracket)
}

/**
 * Puts a blank only before the last sign of a mark, so that the beginning of a mark can be written before its end
 * arrives.
 */
function inertLine(line: string): string {
  return withoutBracketMarks(line.replace(marksOf(line).atStart, '$1 :'))
}

/** Replaces the unfinished line by one of a few short texts that continue in the same way. */
function pendingOf(line: string): string {
  const { onlyBlank, open } = marksOf(line)
  const start = onlyBlank.exec(line)
  if (start !== null) return start[1] === undefined ? '' : ':'
  const mark = open.exec(line)
  if (mark === null) return 'x'
  return mark[1] === undefined ? 'x#' : 'x##'
}
