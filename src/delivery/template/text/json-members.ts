import { endOfText, endOfWord, textBetween } from '../../../core/documents/read-json.ts'

/** A member of a mapping or an item of a list, in the text of valid JSON. */
export interface JsonMember {
  /** Undefined for an item. */
  readonly name: string | undefined
  /** Where it begins: at its name, or at its value if it is an item. */
  readonly start: number
  /** Where its value begins and ends. */
  readonly value: number
  readonly end: number
}

/** The members of the mapping or list that begins at an index. */
export function jsonMembers(text: string, start: number): readonly JsonMember[] {
  const named = text[start] === '{'
  const members: JsonMember[] = []
  let at = endOfBlanks(text, start + 1)
  while (text[at] !== '}' && text[at] !== ']') {
    const first = at
    let name: string | undefined
    if (named) {
      const end = endOfText(text, at)
      name = textBetween(text, at, end)
      at = endOfBlanks(text, endOfBlanks(text, end) + 1)
    }
    const end = endOfValue(text, at)
    members.push({ name, start: first, value: at, end })
    at = endOfBlanks(text, end)
    if (text[at] === ',') at = endOfBlanks(text, at + 1)
  }
  return members
}

/** Index after the white space that begins at an index. */
export function endOfBlanks(text: string, start: number): number {
  let at = start
  while (' \t\n\r'.includes(text[at] ?? '.')) at += 1
  return at
}

/** Index after the value that begins at an index. */
function endOfValue(text: string, start: number): number {
  if (text[start] === '"') return endOfText(text, start)
  if (text[start] !== '{' && text[start] !== '[') return endOfWord(text, start)
  const sign = /["[\]{}]/g
  sign.lastIndex = start
  let open = 0
  while (sign.test(text)) {
    const at = sign.lastIndex - 1
    const first = text[at]
    if (first === '"') sign.lastIndex = endOfText(text, at)
    else open += first === '{' || first === '[' ? 1 : -1
    if (open === 0) return at + 1
  }
  return text.length
}
