import { DocumentFault, halfCharacter, isHalf, positionAt, refuseAbove } from './document-fault.ts'
import type { DocumentLimits } from './document-limits.ts'
import { isPlainNumber, noteNumberText } from './number-texts.ts'

/**
 * Reads JSON within limits. Members such as `__proto__` are ordinary data.
 * @param twice what to do with a repeated member
 * @param halves whether a text may contain a lone surrogate (half of a character)
 * @throws SyntaxError for invalid JSON, DocumentFault for a limit or a repeated member
 */
export function readJson(
  text: string,
  limits: DocumentLimits,
  twice: 'refused' | 'last counts' = 'refused',
  halves: 'refused' | 'kept' = 'refused',
): unknown {
  refuseAbove(limits, 'bytes', Buffer.byteLength(text))
  const value: unknown = JSON.parse(text)
  checkJson(text, limits, { twice, halves })
  return value
}

/** Begins a text that stands for a number. Half of a character is refused, so that no text of a document has it. */
const numberMark = '\uDFFF'

/**
 * The same, with the text of every number that a number of JavaScript would change: `1.10`, `4.0` and
 * `1234567890123456789` are texts, remembered as numbers (`isNumberText`).
 * @throws SyntaxError for what is not JSON, DocumentFault for a limit or a member that is given twice
 */
export function readExactJson(text: string, limits: DocumentLimits): unknown {
  refuseAbove(limits, 'bytes', Buffer.byteLength(text))
  const value: unknown = JSON.parse(text)
  const numbers: (readonly [number, number])[] = []
  checkJson(text, limits, { number: (start, end) => numbers.push([start, end]) })
  if (numbers.length === 0) return value
  let marked = ''
  let from = 0
  for (const [start, end] of numbers) {
    marked += `${text.slice(from, start)}"${numberMark}${text.slice(start, end)}"`
    from = end
  }
  const holder = { value: JSON.parse(marked + text.slice(from)) as unknown }
  unmark(holder)
  return holder.value
}

/** Its depth is that of the document, which the limits bound. */
function unmark(holder: Record<string, unknown> | unknown[]): void {
  for (const [member, value] of Object.entries(holder)) {
    if (typeof value === 'object' && value !== null) unmark(value as Record<string, unknown>)
    if (typeof value !== 'string' || !value.startsWith(numberMark)) continue
    const text = value.slice(1)
    Object.defineProperty(holder, member, { value: text })
    noteNumberText(holder, member, text)
  }
}

/** How strict the look is, and who is told of numbers that JavaScript would change. */
interface JsonChecks {
  readonly twice?: 'refused' | 'last counts'
  readonly halves?: 'refused' | 'kept'
  readonly number?: (start: number, end: number) => void
}

/**
 * Walks through a valid text once, without recursion. Most of its time is its first run, before it is compiled. So it
 * calls few functions, and finds the ends of texts and blanks by searching.
 */
function checkJson(text: string, limits: DocumentLimits, { twice, halves, number }: JsonChecks): void {
  const refuseTwice = twice !== 'last counts'
  /** The members of each open mapping; undefined for a list. */
  const open: (Set<string> | undefined)[] = []
  let members: Set<string> | undefined
  let nodes = 0
  let characters = 0
  const escaped = halves !== 'kept' && text.includes('\\u')
  const sign = /[^ \t\n\r,:]/g
  while (sign.test(text)) {
    const at = sign.lastIndex - 1
    const first = text[at]
    if (first === '}' || first === ']') {
      open.pop()
      members = open.at(-1)
      continue
    }
    nodes += 1
    if (nodes > limits.nodes) refuseAbove(limits, 'nodes', nodes, () => positionAt(text, at))
    if (first === '{' || first === '[') {
      members = first === '{' ? new Set() : undefined
      open.push(members)
      if (open.length > limits.levels) refuseAbove(limits, 'levels', open.length, () => positionAt(text, at))
    } else if (first === '"') {
      const end = endOfText(text, at)
      sign.lastIndex = end
      const length = end - at - 2
      if (length > limits.textCharacters) refuseAbove(limits, 'textCharacters', length, () => positionAt(text, at))
      characters += length
      if (characters > limits.characters) refuseAbove(limits, 'characters', characters, () => positionAt(text, at))
      if (members !== undefined && isMember(text, end)) {
        const name = textBetween(text, at, end)
        if (refuseTwice && members.has(name)) throw givenTwice(name, text, at)
        members.add(name)
        if (members.size > limits.keys) refuseAbove(limits, 'keys', members.size, () => positionAt(text, at))
      }
      if (escaped && isHalf(textBetween(text, at, end))) throw halfCharacter(positionAt(text, at))
    } else {
      const end = endOfWord(text, at)
      sign.lastIndex = end
      if (number !== undefined && first! <= '9' && !isPlainNumber(text.slice(at, end))) number(at, end)
    }
  }
}

/** Index after the closing quote of the text that opens at `start`. */
export function endOfText(text: string, start: number): number {
  const quote = text.indexOf('"', start + 1)
  if (text[quote - 1] !== '\\') return quote + 1
  let at = start + 1
  while (text[at] !== '"') at += text[at] === '\\' ? 2 : 1
  return at + 1
}

/** Index after a number, `true`, `false` or `null`. */
export function endOfWord(text: string, start: number): number {
  let at = start + 1
  while (at < text.length && !' \t\n\r,:]}'.includes(text[at]!)) at += 1
  return at
}

function isMember(text: string, from: number): boolean {
  let at = from
  while (at < text.length && ' \t\n\r'.includes(text[at]!)) at += 1
  return text[at] === ':'
}

/** The value of a text in quotes, between two positions that include the quotes. */
export function textBetween(text: string, at: number, end: number): string {
  const inside = text.slice(at + 1, end - 1)
  return inside.includes('\\') ? JSON.parse(`"${inside}"`) : inside
}

function givenTwice(name: string, text: string, at: number): DocumentFault {
  const message = `has the key ${JSON.stringify(name.slice(0, 80))} twice`
  return new DocumentFault(message, positionAt(text, at), 'leave one of them out')
}
