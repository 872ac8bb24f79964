import type { Alias, LineCounter, Node, Pair, Scalar, YAMLMap } from 'yaml'
import { DocumentFault } from '../../core/documents/document-fault.ts'
import { noteNumberText } from '../../core/documents/number-texts.ts'
import { composeYaml, positionOf } from './compose-yaml.ts'
import { templateLimits } from './limits.ts'
import { isDecimal, plainValue } from './plain-value.ts'
import { type AliasTargets, isMergeKey, resolveYaml } from './resolve-yaml.ts'
import { isReadTag, isShortForm, meantTag, writtenOut } from './short-forms.ts'
import { yamlFault } from './yaml-fault.ts'

/** A template in YAML: what it says, and where its parts stand in the text. */
export interface TemplateYaml {
  readonly value: unknown
  readonly root: Node | null
  readonly lines: LineCounter
  readonly targets: AliasTargets
}

/**
 * The value of a YAML template: short forms of intrinsic functions are expanded, aliases and merge keys resolved as the
 * AWS command line does, plain words read as CloudFormation does. Each value is a copy of its own, so that it can be
 * changed alone.
 * @throws DocumentFault with the position of the fault, or above `templateLimits`
 */
export async function readTemplateYaml(text: string): Promise<TemplateYaml> {
  const yaml = await import('yaml')
  const options = {
    schema: 'failsafe',
    resolveKnownTags: false,
    logLevel: 'error',
    prettyErrors: false,
    keepSourceTokens: true,
  } as const
  const composed = await composeYaml(text, templateLimits, options, 'free')
  const { document, lines } = composed
  const fault = await yamlFault(document, lines)
  if (fault !== undefined) throw fault
  const targets = await resolveYaml(composed, templateLimits, (node) => (isShortForm(node.tag) ? 1 : 0))
  const meant = (node: unknown): unknown => (yaml.isAlias(node) ? targets.get(node as Alias) : node)
  const placeOf = (node: unknown) => positionOf(lines, (node as Node | null)?.range?.[0] ?? 0)

  const plain = (node: unknown): unknown => {
    const found = meant(node)
    if (!yaml.isNode(found)) return null
    const { tag } = found
    if (tag !== undefined && !isReadTag(tag)) throw foreignTag(tag, found)
    return isShortForm(tag) ? writtenOut(tag, untagged(found)) : untagged(found)
  }
  const foreignTag = (tag: string, node: Node): DocumentFault => {
    const shown = tag.replace('tag:yaml.org,2002:', '!!').slice(0, 80)
    const start = node.range?.[0] ?? 0
    const at = text.lastIndexOf(shown, start)
    const message = `has the tag ${shown}, which CloudFormation does not read`
    return new DocumentFault(message, positionOf(lines, at === -1 ? start : at), meantTag(tag))
  }
  const untagged = (node: Node): unknown => {
    if (yaml.isMap(node)) {
      const pairs = pairsOf(node)
      const map = Object.fromEntries(pairs.map(({ key, value }) => [keyOf(key), plain(value)]))
      for (const { key, value } of pairs) noteNumber(map, keyOf(key), meant(value))
      return map
    }
    if (yaml.isSeq(node)) {
      const list = node.items.map(plain)
      for (const [index, item] of node.items.entries()) noteNumber(list, index, meant(item))
      return list
    }
    return yaml.isScalar(node) ? scalarValue(node) : null
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
      throw new DocumentFault(
        'merges something by << that is not a mapping',
        placeOf(value),
        'give << an alias of a mapping, or a list',
      )
    })
  }
  return { value: plain(document.contents), root: document.contents, lines, targets }
}

/** The name of a member, as it is written. */
export function keyOf(key: unknown): string {
  return String((key as Scalar | null)?.value ?? key)
}

/** Whether a member is a merge (`<<`). */
export function isMerge({ key }: Pair): boolean {
  return isMergeKey(key)
}

/**
 * What a text means. A tag makes a text of it (short forms and `!!str`), or a word that is read although it is in
 * quotes (`!!int`).
 */
export function scalarValue({ value, type, tag }: Scalar): unknown {
  const text = String(value)
  if (tag === undefined) return isPlain(type) ? plainValue(text) : text
  return tag.startsWith('!') || tag === 'tag:yaml.org,2002:str' ? text : plainValue(text)
}

function isPlain(type: Scalar['type']): boolean {
  return type === undefined || type === 'PLAIN'
}

function noteNumber(holder: object, member: string | number, node: unknown): void {
  const { value, type, tag } = (node ?? {}) as Partial<Scalar>
  if (typeof value !== 'string' || tag !== undefined || !isPlain(type) || !isDecimal(value)) return
  const held = (holder as Record<string | number, unknown>)[member]
  if (held === value) noteNumberText(holder, member, value)
}
