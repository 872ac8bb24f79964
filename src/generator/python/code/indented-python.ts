/**
 * Indents Python code: each line by `indent` columns, except lines that begin inside a string, so that strings over
 * several lines stay unchanged. Tabs in the indentation become spaces.
 */
export function indentedPython(code: string, indent = 4): string {
  const lines = code.replace(/\r\n?/g, '\n').trimEnd().split('\n')
  const inside = linesInsideStrings(lines)
  const onlyTabs = lines.every((line, index) => inside[index] || /^\t*(?:[^ \t]|$)/.test(line))
  return lines
    .map((line, index) => {
      if (inside[index]) return line
      const content = line.trimStart()
      if (content === '') return ''
      const width = columns(line.slice(0, line.length - content.length), onlyTabs ? 4 : 8)
      return ' '.repeat(indent + width) + content
    })
    .join('\n')
    .replace(/^\n+/, '')
}

/** Width of white space; Python's own tab stops are eight apart (language reference 2.1.8). */
function columns(space: string, tab: number): number {
  return [...space].reduce((at, character) => (character === '\t' ? at - (at % tab) + tab : at + 1), 0)
}

const token = /#[^\n]*|("""|'''|"|')|\\[\s\S]/g

/** For each line, whether its first character is inside a string that began on an earlier line. */
function linesInsideStrings(lines: readonly string[]): readonly boolean[] {
  const code = lines.join('\n')
  const inside = lines.map(() => false)
  let at = 0
  let line = 0
  const advance = (to: number, inString: boolean) => {
    for (let index = code.indexOf('\n', at); index !== -1 && index < to; index = code.indexOf('\n', index + 1)) {
      line += 1
      inside[line] = inString
    }
    at = to
  }
  while (at < code.length) {
    token.lastIndex = at
    const match = token.exec(code)
    const start = match?.index ?? code.length
    advance(start, false)
    if (match === null) break
    const end = match[1] === undefined ? start + match[0].length : stringEnd(code, start + match[1].length, match[1])
    advance(end, match[1] !== undefined)
  }
  return inside
}

function stringEnd(code: string, from: number, quote: string): number {
  for (let at = from; at < code.length; at += 1) {
    if (code[at] === '\\') at += 1
    else if (code.startsWith(quote, at)) return at + quote.length
    else if (code[at] === '\n' && quote.length === 1) return at
  }
  return code.length
}
