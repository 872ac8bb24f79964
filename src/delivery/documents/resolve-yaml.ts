import type { Alias, Node, Pair, Scalar, YAMLMap } from 'yaml'
import { DocumentFault, halfCharacter, isHalf, refuseAbove } from '../../core/documents/document-fault.ts'
import type { DocumentLimits } from '../../core/documents/document-limits.ts'
import { type ComposedYaml, positionOf } from './compose-yaml.ts'

/** The node that each alias of a document refers to. */
export type AliasTargets = ReadonlyMap<Alias, Node>

/** The size of a node, including everything that its aliases stand for. */
interface Weight {
  readonly nodes: number
  readonly characters: number
  readonly levels: number
}

/**
 * Resolves the aliases of a document, and measures its size with them before anything is expanded. Each node is visited
 * once, however often aliases repeat it.
 * @param tagLevels how many levels a tag adds, such as one for the short form of an intrinsic function
 * @throws DocumentFault for a limit, a duplicate key, an alias without an anchor, or an alias inside of its own anchor
 */
export async function resolveYaml(
  { document, lines }: ComposedYaml,
  limits: DocumentLimits,
  tagLevels: (node: Node) => number = () => 0,
): Promise<AliasTargets> {
  const yaml = await import('yaml')
  const anchors = new Map<string, Node>()
  const open = new Set<Node>()
  const targets = new Map<Alias, Node>()
  const weights = new Map<Node, Weight>()
  const at = (node: unknown) => () => positionOf(lines, (node as Node | null)?.range?.[0] ?? 0)

  const aliased = (alias: Alias): Weight => {
    const target = anchors.get(alias.source)
    if (target === undefined)
      throw new DocumentFault(`has *${alias.source}, and no &${alias.source} before it`, at(alias)(), 'write the value')
    if (open.has(target))
      throw new DocumentFault(`has *${alias.source} inside of itself`, at(alias)(), 'write the value out')
    targets.set(alias, target)
    return weights.get(target)!
  }
  const collection = (members: readonly unknown[], node: Node): Weight => {
    let [nodes, characters, levels] = [1, 0, 0]
    for (const member of members) {
      const weight = weigh(member)
      nodes += weight.nodes
      characters += weight.characters
      levels = Math.max(levels, weight.levels)
      refuseAbove(limits, 'nodes', nodes, at(member))
      refuseAbove(limits, 'characters', characters, at(member))
    }
    const own = levels + 1 + tagLevels(node)
    refuseAbove(limits, 'levels', own, at(node))
    return { nodes: nodes + tagLevels(node), characters, levels: own }
  }
  const unaliased = (node: unknown): Weight => {
    if (yaml.isMap(node)) {
      refuseAbove(limits, 'keys', node.items.length, at(node))
      refuseTwice(node, at)
      return collection(
        node.items.flatMap(({ key, value }: Pair) => [key, value]),
        node,
      )
    }
    if (yaml.isSeq(node)) return collection(node.items, node)
    if (!yaml.isScalar(node)) return { nodes: 1, characters: 0, levels: 0 }
    const characters = typeof node.value === 'string' ? node.value.length : 0
    refuseAbove(limits, 'textCharacters', characters, at(node))
    if (characters > 0 && isHalf(node.value as string)) throw halfCharacter(at(node)())
    return { nodes: 1 + tagLevels(node), characters, levels: tagLevels(node) }
  }
  const weigh = (node: unknown): Weight => {
    if (yaml.isAlias(node)) return aliased(node)
    if (!yaml.isNode(node)) return unaliased(node)
    const { anchor } = node as Scalar
    if (anchor === undefined) return unaliased(node)
    anchors.set(anchor, node)
    open.add(node)
    const weight = unaliased(node)
    open.delete(node)
    weights.set(node, weight)
    return weight
  }
  weigh(document.contents)
  return targets
}

/** A duplicate key in a mapping. */
export class DuplicateKey extends DocumentFault {}

/** An unquoted `<<`; a mapping may have several, each for another mapping. */
export function isMergeKey(key: unknown): boolean {
  const scalar = key as Scalar | null
  return scalar?.value === '<<' && scalar.type === 'PLAIN'
}

function refuseTwice(map: YAMLMap, at: (node: unknown) => () => { line: number; column: number }): void {
  const seen = new Set<string>()
  for (const { key } of map.items) {
    if (isMergeKey(key)) continue
    const name = String((key as Scalar | null)?.value ?? key)
    if (seen.has(name))
      throw new DuplicateKey(
        `has the key ${JSON.stringify(name.slice(0, 80))} twice`,
        at(key)(),
        'leave one of them out',
      )
    seen.add(name)
  }
}
