/**
 * Makes text of foreign files and services safe to show. Characters appear as codes if they are invisible, move a
 * cursor, set colours, or change the direction of writing (ECMA-48, control functions; Unicode UAX #9, explicit
 * formatting; UTS #39, invisible characters). Line breaks and tabs stay. The two joiners stay between letters or signs
 * beyond ASCII.
 * @param stays whether the character at this place is intended, such as one of our own colours
 */
export function visible(text: string, stays: (text: string, index: number) => boolean = () => false): string {
  return text.replace(unsafe, (character, index: number) => (stays(text, index) ? character : codeOf(character)))
}

/** A copy in which every text is visible. Names of members are ours, so they stay. */
export function visibleTexts<T>(value: T): T {
  const copy = (each: unknown): unknown => {
    if (typeof each === 'string') return visible(each)
    if (Array.isArray(each)) return each.map(copy)
    if (each === null || typeof each !== 'object') return each
    return Object.fromEntries(Object.entries(each).map(([name, member]) => [name, copy(member)]))
  }
  return copy(value) as T
}

/** JSON of the same value, with such characters written as codes inside strings (RFC 8259, section 7). */
export function visibleJson(value: unknown, indent?: number): string {
  return JSON.stringify(value, undefined, indent).replace(unsafe, escaped)
}

const unsafe = new RegExp(
  [
    '(?!\\n|\\t|\\r\\n)[\\0-\\x1f\\x7f-\\x9f]',
    '[\\u00ad\\u061c\\u115f\\u1160\\u180e\\u200b\\u200e\\u200f\\u2028-\\u202e\\u2060-\\u206f\\u3164\\ufeff\\uffa0\\ufff9-\\ufffb]',
    '[\\u{e0000}-\\u{e007f}]',
    // A joiner must be between two characters that it can join.
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

function escaped(character: string): string {
  return [...Array(character.length).keys()]
    .map((index) => `\\u${character.charCodeAt(index).toString(16).padStart(4, '0')}`)
    .join('')
}
