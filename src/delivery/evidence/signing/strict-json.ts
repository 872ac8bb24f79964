/**
 * JSON that every reader understands alike: valid UTF-8 without a byte order mark, no member given twice, and not so deep that one would
 * give up on it.
 * @throws Error with what is wrong
 */
export function parseStrictJson(bytes: Uint8Array): unknown {
  const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  const value: unknown = JSON.parse(text)
  refuseOddForm(text)
  return value
}

/** Far more than a statement, an envelope or a bundle has. */
const mostLevels = 100

/** @param text JSON that has been parsed, so it is known to be well formed */
function refuseOddForm(text: string): void {
  const open: Set<string>[] = []
  for (let at = 0; at < text.length; at++) {
    const character = text[at]
    if (character === '{' || character === '[') {
      if (open.length === mostLevels) throw new Error(`it is nested more than ${mostLevels} levels deep`)
      open.push(new Set())
    }
    if (character === '}' || character === ']') open.pop()
    else if (character === '"') {
      const end = endOfString(text, at)
      if (isMemberName(text, end)) {
        const name = JSON.parse(text.slice(at, end)) as string
        if (open.at(-1)!.has(name)) throw new Error(`the member ${name.slice(0, 40)} is given twice`)
        open.at(-1)!.add(name)
      }
      at = end - 1
    }
  }
}

/** Index after the closing quote of the string that opens at `start`. */
function endOfString(text: string, start: number): number {
  let at = start + 1
  while (text[at] !== '"') at += text[at] === '\\' ? 2 : 1
  return at + 1
}

function isMemberName(text: string, end: number): boolean {
  let at = end
  while (' \t\n\r'.includes(text[at] ?? ':')) {
    if (at >= text.length) return false
    at++
  }
  return text[at] === ':'
}
