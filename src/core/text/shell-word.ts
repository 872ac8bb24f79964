/**
 * One word for a POSIX shell (sh, dash, bash, ksh, zsh) that arrives as exactly this text, even when a person pastes
 * the line into an interactive shell. Nothing in it is expanded, no character moves the cursor, and no line break runs
 * the line early.
 *
 * Signs without a meaning stay as they are. Other printable text is in single quotes. Text with control characters or
 * invisible characters is written by `printf` in octal numbers (POSIX, printf, format). Only shells of POSIX.1-2024 can
 * write a line break at the very end of a word, so that case uses their notation. Quotes split the mark of a workflow
 * command. An argument of a process cannot contain U+0000, so U+FFFD replaces it.
 */
export function shellWord(text: string): string {
  if (/^[A-Za-z0-9_@%+:,./-][A-Za-z0-9_@%+=:,./-]*$/.test(text)) return text
  return quotedWord(text)
}

/** The same, but always in quotes. */
function quotedWord(text: string): string {
  const possible = text.replaceAll('\0', '\ufffd')
  return isPrintable(possible) ? inSingleQuotes(possible) : inOctal(possible)
}

/**
 * Whether every character is visible. The patterns with Unicode properties are made only when needed, because they slow
 * each start.
 */
function isPrintable(text: string): boolean {
  if (/^[ -~]*$/.test(text)) return true
  // The second pattern matches invisible characters that count as letters or marks.
  const visible = /^(?:[\p{L}\p{M}\p{N}\p{P}\p{S} ])*$/u
  return visible.test(text) && !/\p{Default_Ignorable_Code_Point}/u.test(text)
}

function inSingleQuotes(text: string): string {
  // A single quote goes into double quotes. After a backslash, the history of bash and zsh would treat it as an opening
  // quote.
  return `'${text.replaceAll("'", `'"'"'`).replace(/(##[a-z]*)\[/gi, "$1''[")}'`
}

function inOctal(text: string): string {
  const ends = /(?<!\n)\n*$/.exec(text)![0]
  const start = text.slice(0, text.length - ends.length)
  const bytes = [...Buffer.from(start)].map((byte) => (isPlain(byte) ? String.fromCharCode(byte) : octal(byte)))
  const spelled = start === '' ? '' : `"$(printf '${bytes.join('')}')"`
  return spelled + (ends === '' ? '' : `$'${'\\012'.repeat(ends.length)}'`)
}

/** Letters, digits and signs without a meaning to `printf` or to quotes around it. */
function isPlain(byte: number): boolean {
  return /[A-Za-z0-9 _@+=:,./]/.test(String.fromCharCode(byte))
}

function octal(byte: number): string {
  return `\\${byte.toString(8).padStart(3, '0')}`
}
