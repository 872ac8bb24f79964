import { isMap, isNode, isSeq, type Node, type Pair, type YAMLMap } from 'yaml'
import { DocumentFault } from '../../core/documents/document-fault.ts'
import { composeYaml, positionOf } from '../documents/compose-yaml.ts'
import { templateLimits } from '../documents/limits.ts'

/**
 * Finds the line on which a path of a template (JSON or YAML) begins. For a path without text of its own, it is the
 * line of the nearest parent.
 * @param text of a template that was parsed successfully before
 */
export async function linesOf(
  text: string,
  paths: readonly (readonly string[])[],
): Promise<readonly ({ readonly line: number; readonly column: number } | undefined)[]> {
  const options = { schema: 'failsafe', logLevel: 'silent' } as const
  const composed = await composeYaml(text, templateLimits, options, 'free').catch(unplaced)
  if (composed === undefined) return paths.map(() => undefined)
  const { document, lines } = composed
  const pairs = keptPairs()
  return paths.map((path) => {
    const offset = offsetOf(document.contents, path, pairs)
    return offset === undefined ? undefined : positionOf(lines, offset)
  })
}

/** JSON may have more tokens than the YAML reader accepts; then no lines are known. */
function unplaced(error: unknown): undefined {
  if (!(error instanceof DocumentFault)) throw error
}

/** Finds the pair of a key. */
type PairOf = (map: YAMLMap, key: string) => Pair | undefined

/** Each mapping is read once, because thousands of paths may go through it. */
function keptPairs(): PairOf {
  const known = new WeakMap<YAMLMap, ReadonlyMap<string, Pair>>()
  return (map, key) => {
    const pairs =
      known.get(map) ??
      // Of two equal keys, the first one counts.
      new Map(map.items.flatMap((item) => (isNode(item.key) ? [[String(item.key), item] as const] : [])).reverse())
    known.set(map, pairs)
    return pairs.get(key)
  }
}

function offsetOf(root: Node | null, path: readonly string[], pairs: PairOf): number | undefined {
  let node: unknown = root
  let offset = root?.range?.[0]
  for (const part of path) {
    const next = child(node, part, pairs)
    if (next === undefined) break
    offset = next.offset ?? offset
    node = next.node
  }
  return offset
}

function child(node: unknown, part: string, pairs: PairOf): { node: unknown; offset: number | undefined } | undefined {
  // The short form of a function is a tag of its value.
  if (isNode(node) && part.startsWith('Fn::') && node.tag === `!${part.slice('Fn::'.length)}`)
    return { node, offset: node.range?.[0] }
  if (isMap(node)) {
    const pair = pairs(node, part)
    if (pair === undefined) return undefined
    return { node: pair.value, offset: (pair.key as Node).range?.[0] }
  }
  if (isSeq(node)) {
    const item = node.items[Number(part)]
    return item === undefined ? undefined : { node: item, offset: (item as Node).range?.[0] }
  }
  return undefined
}
