import { DocumentFault, halfCharacter, isHalf, positionAt, refuseAbove } from './document-fault.ts'
import type { DocumentLimits } from './limits.ts'

/**
 * JSON within limits. Members such as `__proto__` are data like all others.
 * @param twice what a member means that is given twice
 * @throws SyntaxError for what is not JSON, DocumentFault for a limit or a member that is given twice
 */
export function readJson(text: string, limits: DocumentLimits, twice: 'refused' | 'last counts' = 'refused'): unknown {
  refuseAbove(limits, 'bytes', Buffer.byteLength(text))
  const value: unknown = JSON.parse(text)
  checkJson(text, limits, twice)
  return value
}

/** Looks through a valid text once, without a call for each level. */
function checkJson(text: string, limits: DocumentLimits, twice: 'refused' | 'last counts'): void {
  /** The members of each mapping that is open; undefined for a list. */
  const open: (Set<string> | undefined)[] = []
  let [nodes, characters, at] = [0, 0, 0]
  const here = () => positionAt(text, at)
  const member = (token: string) => {
    const members = open.at(-1)!
    const name = JSON.parse(token) as string
    if (twice === 'refused' && members.has(name))
      throw new DocumentFault(`has the key ${JSON.stringify(name.slice(0, 80))} twice`, here(), 'leave one of them out')
    members.add(name)
    refuseAbove(limits, 'keys', members.size, here)
  }
  while (at < text.length) {
    const first = text[at]!
    if (blanks.includes(first) || first === ',' || first === ':') {
      at += 1
      continue
    }
    if (first === '}' || first === ']') {
      open.pop()
      at += 1
      continue
    }
    nodes += 1
    refuseAbove(limits, 'nodes', nodes, here)
    if (first === '{' || first === '[') {
      open.push(first === '{' ? new Set() : undefined)
      refuseAbove(limits, 'levels', open.length, here)
      at += 1
      continue
    }
    const end = first === '"' ? endOfText(text, at) : endOfWord(text, at)
    if (first === '"') {
      refuseAbove(limits, 'textCharacters', end - at - 2, here)
      characters += end - at - 2
      refuseAbove(limits, 'characters', characters, here)
      const token = text.slice(at, end)
      if (open.at(-1) !== undefined && isMember(text, end)) member(token)
      if (token.includes('\\u') && isHalf(JSON.parse(token) as string)) throw halfCharacter(here())
    }
    at = end
  }
}

const blanks = ' \t\n\r'

/** Index after the closing quote of the text that opens at `start`. */
function endOfText(text: string, start: number): number {
  let at = start + 1
  while (text[at] !== '"') at += text[at] === '\\' ? 2 : 1
  return at + 1
}

/** Index after a number, `true`, `false` or `null`. */
function endOfWord(text: string, start: number): number {
  let at = start + 1
  while (at < text.length && !' \t\n\r,:]}'.includes(text[at]!)) at += 1
  return at
}

function isMember(text: string, from: number): boolean {
  let at = from
  while (at < text.length && blanks.includes(text[at]!)) at += 1
  return text[at] === ':'
}
