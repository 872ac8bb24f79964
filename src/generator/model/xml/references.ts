/** Decoded text, and the problems of its references. Offsets count from the start of the raw text. */
export interface Decoded {
  readonly value: string
  readonly problems: readonly ReferenceProblem[]
}

export interface ReferenceProblem {
  readonly kind: 'error' | 'warning'
  readonly text: string
  readonly offset: number
  readonly length: number
  readonly fix?: string
}

/** The predefined entities of XML (XML 1.0, section 4.6). */
const predefined: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" }
const decodedCodes = new Set(Object.values(predefined).map((character) => character.charCodeAt(0)))

/**
 * Decodes the same references as the modeler, once: the five predefined characters, by name or by number. Other
 * references stay unchanged, with a warning. A bare `&` and an invalid number are errors.
 */
export function decodeReferences(raw: string): Decoded {
  const problems: ReferenceProblem[] = []
  const value = raw.replace(
    /&(?:#(\d{1,8});|#x([0-9a-fA-F]{1,8});|([A-Za-z][A-Za-z0-9]*);)?/g,
    (text, decimal, hexadecimal, name, offset) => {
      if (name !== undefined && Object.hasOwn(predefined, name)) return predefined[name]!
      const code =
        decimal !== undefined
          ? Number(decimal)
          : hexadecimal !== undefined
            ? Number.parseInt(hexadecimal, 16)
            : undefined
      if (code !== undefined && decodedCodes.has(code)) return String.fromCharCode(code)
      problems.push(problemOf(text, code, offset))
      return text
    },
  )
  return { value, problems }
}

/**
 * Maps an offset in the decoded text to the raw text. `|LB|` in the raw text is decoded to one line break.
 */
export function rawOffsets(raw: string): (index: number) => number {
  const token = /&(?:#(?:34|38|39|60|62);|#x0*(?:22|26|27|3[cCeE]);|(?:lt|gt|amp|quot|apos);)|\|LB\|/g
  // The offset of each decoded reference, and how much longer the raw text is up to there.
  const decoded: number[] = []
  const surplus = [0]
  for (const match of raw.matchAll(token)) {
    decoded.push(match.index - surplus.at(-1)!)
    surplus.push(surplus.at(-1)! + match[0].length - 1)
  }
  return (index) => {
    let low = 0
    let high = decoded.length
    while (low < high) {
      const middle = (low + high) >> 1
      if (decoded[middle]! < index) low = middle + 1
      else high = middle
    }
    return index + surplus[low]!
  }
}

function problemOf(text: string, code: number | undefined, offset: number): ReferenceProblem {
  const at = { offset, length: text.length }
  if (text === '&') {
    return { kind: 'error', text: 'a bare & is not allowed', ...at, fix: 'write &amp;' }
  }
  if (code !== undefined && !isCharacter(code)) {
    return { kind: 'error', text: `${text} is not a character that XML allows`, ...at }
  }
  return { kind: 'warning', text: `${text} is not decoded and stays as it is`, ...at }
}

/** XML 1.0, production 2. */
function isCharacter(code: number): boolean {
  if (code < 0x20) return code === 0x9 || code === 0xa || code === 0xd
  return code <= 0xd7ff || (code >= 0xe000 && code <= 0xfffd) || (code >= 0x10000 && code <= 0x10ffff)
}
