import { deepest, invalidValues, type ValueNode } from './value-node.ts'

/**
 * Reads JSON. Numbers keep their digits, and a repeated name keeps each of its values.
 * @param input name of the input, for messages
 * @throws StageError `input-invalid` with the place of the first error in the JSON
 */
export function readJson(text: string, input: string): ValueNode {
  try {
    JSON.parse(text)
  } catch (error) {
    throw invalidValues(
      input,
      `begins like JSON and is not JSON${placeOf(error as Error, text)}`,
      'correct the JSON, or write Name=Value',
    )
  }
  // The text is valid JSON, so the tokens need no further checks.
  const tokens = text.match(/"(?:[^"\\]|\\.)*"|[^\s"{}[\],:]+|[{}[\],:]/g)!
  let at = 0
  const value = (depth: number): ValueNode => {
    const token = tokens[at++]!
    if (token !== '[' && token !== '{') return scalar(token)
    if (depth === deepest) throw invalidValues(input, 'is nested too deeply', 'give each name one text')
    return token === '[' ? list(depth + 1) : mapping(depth + 1)
  }
  const list = (depth: number): ValueNode => {
    const items: ValueNode[] = []
    while (tokens[at] !== ']') {
      items.push(value(depth))
      if (tokens[at] === ',') at++
    }
    at++
    return { kind: 'list', items }
  }
  const mapping = (depth: number): ValueNode => {
    const entries: [string, ValueNode][] = []
    while (tokens[at] !== '}') {
      const name = JSON.parse(tokens[at]!) as string
      at += 2
      entries.push([name, value(depth)])
      if (tokens[at] === ',') at++
    }
    at++
    return { kind: 'mapping', entries }
  }
  return value(0)
}

function scalar(token: string): ValueNode {
  if (token === 'null') return { kind: 'absent' }
  return { kind: 'text', text: token.startsWith('"') ? (JSON.parse(token) as string) : token }
}

/** Line and column of the error. The engine's own message would quote the text, which may hold a secret. */
function placeOf({ message }: Error, text: string): string {
  const position = / at position (\d+)/.exec(message)?.[1]
  if (position === undefined) return /end of JSON/.test(message) ? ': it breaks off' : ''
  const before = text.slice(0, Number(position)).split('\n')
  return `: line ${before.length}, character ${before.at(-1)!.length + 1}`
}
