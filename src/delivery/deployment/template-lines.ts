import { isMap, isNode, isPair, isSeq, LineCounter, type Node, parseDocument } from 'yaml'

/** Where paths of a template (JSON or YAML) begin in its text; the nearest parent where a path has no text of its own. */
export function linesOf(
  text: string,
  paths: readonly (readonly string[])[],
): readonly ({ readonly line: number; readonly column: number } | undefined)[] {
  const counter = new LineCounter()
  const document = parseDocument(text, { lineCounter: counter, schema: 'core', logLevel: 'silent', stringKeys: true })
  return paths.map((path) => {
    const offset = offsetOf(document.contents, path)
    if (offset === undefined) return undefined
    const { line, col } = counter.linePos(offset)
    return { line, column: col }
  })
}

function offsetOf(root: Node | null, path: readonly string[]): number | undefined {
  let node: unknown = root
  let offset = root?.range?.[0]
  for (const part of path) {
    const next = child(node, part)
    if (next === undefined) break
    offset = next.offset ?? offset
    node = next.node
  }
  return offset
}

function child(node: unknown, part: string): { node: unknown; offset: number | undefined } | undefined {
  if (isMap(node)) {
    const pair = node.items.find((item) => isNode(item.key) && String(item.key) === part)
    if (!isPair(pair)) return undefined
    return { node: pair.value, offset: (pair.key as Node).range?.[0] }
  }
  if (isSeq(node)) {
    const item = node.items[Number(part)]
    return item === undefined ? undefined : { node: item, offset: (item as Node).range?.[0] }
  }
  return undefined
}
