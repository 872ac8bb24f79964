import { isOwnControl } from './own-control.ts'

/**
 * Text of foreign files and services for a reader: characters that would move a cursor, colour text, turn the direction of writing, or stand
 * there unseen are shown by their code (ECMA-48, control functions; Unicode UAX #9, explicit formatting; UTS #39, invisible characters).
 * Line ends, tabs and our own colours stay, and so do the two joiners between letters or signs beyond ASCII.
 */
export function visible(text: string): string {
  return text.replace(unsafe, (character, index: number) => (isOwnControl(text, index) ? character : codeOf(character)))
}

/** The same on one line, for names and paths. */
export function visibleOnOneLine(text: string): string {
  return visible(text).replaceAll('\n', '\\n').replaceAll('\t', ' ')
}

const unsafe = new RegExp(
  [
    '(?!\\n|\\t|\\r\\n)\\p{Cc}',
    '[\\u00ad\\u061c\\u115f\\u1160\\u180e\\u200b\\u200e\\u200f\\u2028-\\u202e\\u2060-\\u206f\\u3164\\ufeff\\uffa0\\ufff9-\\ufffb]',
    '[\\u{e0000}-\\u{e007f}]',
    // A joiner belongs between two signs that it can join.
    '(?<![^\\0-\\x7f\\u200c\\u200d])[\\u200c\\u200d]',
    '[\\u200c\\u200d](?![^\\0-\\x7f\\u200c\\u200d])',
  ].join('|'),
  'gu',
)

function codeOf(character: string): string {
  const code = character.codePointAt(0)!.toString(16)
  if (code.length > 4) return `\\u{${code}}`
  return code.length > 2 ? `\\u${code.padStart(4, '0')}` : `\\x${code.padStart(2, '0')}`
}
