import type { Alias, Node, Pair, Scalar, YAMLMap } from 'yaml'
import { DocumentFault } from '../../core/documents/document-fault.ts'
import { composeYaml, positionOf } from './compose-yaml.ts'
import { templateLimits } from './limits.ts'
import { isMergeKey, resolveYaml } from './resolve-yaml.ts'

/**
 * The value of a YAML template: short forms of intrinsic functions are expanded, aliases and merge keys resolved as the
 * AWS command line does. Each value is a copy of its own, so that it can be changed alone.
 * @throws DocumentFault with the position of the fault, or above `templateLimits`
 */
export async function readTemplateYaml(text: string): Promise<unknown> {
  const yaml = await import('yaml')
  const composed = await composeYaml(text, templateLimits, { schema: 'core', logLevel: 'error', prettyErrors: false })
  const { document, lines } = composed
  const problem = document.errors[0]
  if (problem !== undefined) throw new DocumentFault(problem.message, positionOf(lines, problem.pos[0]))
  const targets = await resolveYaml(composed, templateLimits, (node) => (isShortForm(node) ? 1 : 0))
  const meant = (node: unknown): unknown => (yaml.isAlias(node) ? targets.get(node as Alias) : node)

  const plain = (node: unknown): unknown => {
    const found = meant(node)
    const value = untagged(found)
    return yaml.isNode(found) && isShortForm(found) ? writtenOut(found.tag!.slice(1), value) : value
  }
  const untagged = (node: unknown): unknown => {
    if (yaml.isMap(node)) return Object.fromEntries(pairsOf(node).map(({ key, value }) => [keyOf(key), plain(value)]))
    if (yaml.isSeq(node)) return node.items.map(plain)
    return yaml.isScalar(node) ? node.value : null
  }
  /**
   * Merged keys come first, and keys of the mapping itself win; of several merges, the first wins (YAML 1.1, "Merge
   * key").
   */
  const pairsOf = (map: YAMLMap): readonly Pair[] => {
    const merges = map.items.filter(isMerge)
    if (merges.length === 0) return map.items
    const merged = merges.flatMap(({ value }) => mappingsOf(value).reverse().flatMap(pairsOf))
    const pairs = new Map<string, Pair>()
    for (const pair of [...merged, ...map.items.filter((item) => !isMerge(item))]) pairs.set(keyOf(pair.key), pair)
    return [...pairs.values()]
  }
  const mappingsOf = (value: unknown): YAMLMap[] => {
    const found = meant(value)
    const maps = yaml.isSeq(found) ? found.items.map(meant) : [found]
    return maps.map((map) => {
      if (yaml.isMap(map)) return map
      const place = positionOf(lines, (value as Node | null)?.range?.[0] ?? 0)
      throw new DocumentFault(
        'merges something by << that is not a mapping',
        place,
        'give << an alias of a mapping, or a list',
      )
    })
  }
  return plain(document.contents)
}

function keyOf(key: unknown): string {
  return String((key as Scalar | null)?.value ?? key)
}

function isMerge({ key }: Pair): boolean {
  return isMergeKey(key)
}

function isShortForm({ tag }: Node): boolean {
  return /^![A-Z]\w*$/.test(tag ?? '')
}

const fullNames = new Set(['Ref', 'Condition'])

function writtenOut(name: string, value: unknown): unknown {
  if (name === 'GetAtt' && typeof value === 'string') {
    const dot = value.indexOf('.')
    return { 'Fn::GetAtt': [value.slice(0, dot), value.slice(dot + 1)] }
  }
  return { [fullNames.has(name) ? name : `Fn::${name}`]: value }
}
