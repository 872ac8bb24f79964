/** A word for a POSIX shell, in quotes where it needs them. */
export function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : quotedWord(text)
}

/** A word for a POSIX shell, in single quotes. */
export function quotedWord(text: string): string {
  return `'${text.replaceAll(`'`, `'\\''`)}'`
}
