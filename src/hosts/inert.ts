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

/** What no mark can be told from: control and format characters, and what Unicode says may be ignored. */
const weightless = '[\\p{Cc}\\p{Cf}\\p{Cn}\\p{Co}\\p{Cs}\\p{Default_Ignorable_Code_Point}]*'
const blank = '[^\\p{L}\\p{N}\\p{P}\\p{S}]*'
const atStart = new RegExp(`^(${blank}:${weightless}):(?!\\d)`, 'u')
/** The mark in brackets, up to its bracket as the first group. */
export const bracketMark = new RegExp(
  `(#${weightless}#[\\p{Cc}\\p{Cf}\\p{Default_Ignorable_Code_Point}a-z]*)\\[(?!\\d)`,
  'giu',
)

/** A blank goes before the last sign of a mark only, so that the beginning of a mark can be written before its end is known. */
function inertLine(line: string): string {
  return line.replace(atStart, '$1 :').replace(bracketMark, '$1 [')
}

const onlyBlank = new RegExp(`^${blank}(:${weightless})?$`, 'u')
const openMark = new RegExp(`#${weightless}(#[\\p{Cc}\\p{Cf}\\p{Default_Ignorable_Code_Point}a-z]*)?$`, 'iu')

/** In place of the unfinished line one of a few characters that goes on in the same way. */
function pendingOf(line: string): string {
  const start = onlyBlank.exec(line)
  if (start !== null) return start[1] === undefined ? '' : ':'
  const mark = openMark.exec(line)
  if (mark === null) return 'x'
  return mark[1] === undefined ? 'x#' : 'x##'
}
