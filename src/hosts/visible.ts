/**
 * Text of foreign files and services for a terminal: characters that would move its cursor, colour it, or turn the direction of
 * writing are shown by their code (ECMA-48 control functions; Unicode UAX #9, explicit formatting). Line ends and tabs stay.
 */
export function visible(text: string): string {
  return text.replace(unsafe, (character) => {
    const code = character.codePointAt(0)!.toString(16)
    return code.length > 2 ? `\\u${code.padStart(4, '0')}` : `\\x${code.padStart(2, '0')}`
  })
}

/** The same on one line, for names and paths. */
export function visibleOnOneLine(text: string): string {
  return visible(text).replaceAll('\n', '\\n').replaceAll('\t', ' ')
}

const unsafe = /(?!\n|\t|\r\n)[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu
