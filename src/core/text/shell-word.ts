/**
 * One word for a POSIX shell (sh, dash, bash, ksh, zsh) that arrives as exactly this text, also where a person pastes the line into an
 * interactive shell: nothing of it is expanded, no character of it moves a cursor, and no line end runs the line early.
 *
 * Signs without a meaning stay as they are. Other printable text stands in single quotes. Text with characters that a terminal takes for
 * something, or a reader does not see, is spelled by `printf` in octal numbers (POSIX, printf, format). No shell but those of POSIX.1-2024 can
 * spell a line end at the very end of a word, so this one end is in their notation. The mark of a workflow command is split by quotes.
 * U+0000, which no argument of a process can have, becomes U+FFFD.
 */
export function shellWord(text: string): string {
  if (/^[A-Za-z0-9_@%+:,./-][A-Za-z0-9_@%+=:,./-]*$/.test(text)) return text
  return quotedWord(text)
}

/** The same, in quotes also where no sign of the text has a meaning. */
function quotedWord(text: string): string {
  const possible = text.replaceAll('\0', '\ufffd')
  return isPrintable(possible) ? inSingleQuotes(possible) : inOctal(possible)
}

/** Whether a reader sees each character. Patterns by the properties of Unicode are made for texts that need them: they slow each start. */
function isPrintable(text: string): boolean {
  if (/^[ -~]*$/.test(text)) return true
  // The second: what counts as a letter or mark, and shows nothing.
  const visible = /^(?:[\p{L}\p{M}\p{N}\p{P}\p{S} ])*$/u
  return visible.test(text) && !/\p{Default_Ignorable_Code_Point}/u.test(text)
}

function inSingleQuotes(text: string): string {
  // A single quote in double quotes: behind a backslash the history of bash and of zsh would read on as if it opened a quote.
  return `'${text.replaceAll("'", `'"'"'`).replace(/(##[a-z]*)\[/gi, "$1''[")}'`
}

function inOctal(text: string): string {
  const ends = /(?<!\n)\n*$/.exec(text)![0]
  const start = text.slice(0, text.length - ends.length)
  const bytes = [...Buffer.from(start)].map((byte) => (isPlain(byte) ? String.fromCharCode(byte) : octal(byte)))
  const spelled = start === '' ? '' : `"$(printf '${bytes.join('')}')"`
  return spelled + (ends === '' ? '' : `$'${'\\012'.repeat(ends.length)}'`)
}

/** Letters, digits and signs that neither `printf` nor any quote around it gives a meaning. */
function isPlain(byte: number): boolean {
  return /[A-Za-z0-9 _@+=:,./]/.test(String.fromCharCode(byte))
}

function octal(byte: number): string {
  return `\\${byte.toString(8).padStart(3, '0')}`
}
