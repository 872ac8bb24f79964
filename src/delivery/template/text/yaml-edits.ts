import type { Node, Pair, YAMLMap, YAMLSeq } from 'yaml'
import { plainValue } from '../../documents/plain-value.ts'
import { isMerge, keyOf, scalarValue } from '../../documents/read-template-yaml.ts'
import { isShortForm, writtenOut } from '../../documents/short-forms.ts'
import type { Edit } from './edits.ts'
import { renderMember } from './render-value.ts'
import { isMapping, isSameValue } from './same-value.ts'
import { createYamlEditor } from './yaml-editor.ts'
import { endOf, itemPlaces, keyAnchor, memberPlace, memberStart, type YamlPlace } from './yaml-places.ts'

/** The mapping or list that contains a wanted value, and its key or index there. */
type Held = readonly [holder: object, member: string | number]

/**
 * The edits that give a text of YAML the wanted value.
 * @param root of the text
 * @returns undefined if the whole text has to be replaced
 */
export async function yamlEdits(
  text: string,
  root: Node | null,
  wanted: unknown,
): Promise<readonly Edit[] | undefined> {
  const yaml = await import('yaml')
  const editor = createYamlEditor(text)
  return root !== null && agrees(root, wanted) ? editor.edits : undefined

  function member(node: Node | null, held: Held, place: YamlPlace): void {
    const wanted = (held[0] as Record<string | number, unknown>)[held[1]]
    if (node === null ? wanted !== null : !agrees(node, wanted)) editor.replace(place, renderMember(...held))
    else if (place.anchor !== undefined) editor.removeAnchor(place.anchor)
  }

  /** Whether a value is the wanted one, or becomes it by the edits so far. If not, it has to be replaced as a whole. */
  function agrees(node: Node, wanted: unknown): boolean {
    if (yaml.isAlias(node)) return false
    if (!isShortForm(node.tag)) return agreesInside(node, wanted)
    if (yaml.isScalar(node)) return isSameValue(writtenOut(node.tag, scalarValue(node)), wanted)
    const name = Object.keys(writtenOut(node.tag, null))[0]!
    return isMapping(wanted) && Object.keys(wanted).join() === name && agreesInside(node, wanted[name])
  }

  function agreesInside(node: Node, wanted: unknown): boolean {
    if (yaml.isMap(node)) return isMapping(wanted) && mapping(node, wanted)
    if (yaml.isSeq(node)) return Array.isArray(wanted) && list(node, wanted)
    return yaml.isScalar(node) && isSameValue(scalarValue(node), wanted)
  }

  function list(node: YAMLSeq, wanted: readonly unknown[]): boolean {
    const places = itemPlaces(node)
    const added = wanted.slice(places.length).map((_, index) => renderMember(wanted, places.length + index))
    if (wanted.length < places.length || (added.length > 0 && places.length === 0)) return false
    for (const [index, item] of node.items.entries()) member(item as Node | null, [wanted, index], places[index]!)
    if (added.length === 0) return true
    const { end } = places.at(-1)!
    if (node.flow) editor.insert(end, added.map((item) => `, ${item}`).join(''))
    else
      editor.addLines(
        end,
        places[0]!.after - 1,
        added.map((item) => `- ${item}`),
      )
    return true
  }

  function mapping(node: YAMLMap, wanted: Record<string, unknown>): boolean {
    const flow = node.flow === true
    const pairs: readonly Pair[] = node.items
    const kept = pairs.filter((pair) => !isMerge(pair) && Object.hasOwn(wanted, keyOf(pair.key)))
    const removed = pairs.filter((pair) => !kept.includes(pair))
    const names = new Set(kept.map(({ key }) => keyOf(key)))
    const added = Object.keys(wanted).filter((name) => !names.has(name))
    if (kept.length === 0) return removed.length === 0 && added.length === 0
    if (flow && removed.length > 0) return false
    for (const pair of kept) {
      if (yaml.isAlias(pair.key)) return false
      const anchor = keyAnchor(pair)
      if (anchor !== undefined) editor.removeAnchor(anchor)
      member(pair.value as Node | null, [wanted, keyOf(pair.key)], memberPlace(pair, flow))
    }
    if (flow) addBeside(pairs, added, wanted)
    else addBelow(node, removed, added, wanted)
    return true
  }

  function addBeside(pairs: readonly Pair[], added: readonly string[], wanted: Record<string, unknown>): void {
    const members = added.map((name) => `, ${JSON.stringify(name)}: ${renderMember(wanted, name)}`)
    if (members.length > 0) editor.insert(memberPlace(pairs.at(-1)!, true).end, members.join(''))
  }

  /** Replaces a merge key by the members that it merges. */
  function addBelow(
    node: YAMLMap,
    removed: readonly Pair[],
    added: readonly string[],
    wanted: Record<string, unknown>,
  ): void {
    const pairs: readonly Pair[] = node.items
    const first = memberStart(pairs[0]!)
    const lines = added.map((name) => `${blockKey(name)}: ${renderMember(wanted, name)}`)
    if (lines.length > 0 && removed.length === 0) editor.addLines(endOf(node), first, lines)
    for (const [index, pair] of removed.entries()) {
      const stretch = { start: memberStart(pair), end: memberPlace(pair, false).end }
      const next = pairs[pairs.indexOf(pair) + 1]
      if (index === 0 && lines.length > 0) editor.replaceMember(stretch, first, lines)
      else editor.removeMember(stretch, next && memberStart(next))
    }
  }
}

/** Writes a key without quotes if it does not need them. */
function blockKey(name: string): string {
  return /^[A-Za-z](?:[\w:]*\w)?$/.test(name) && plainValue(name) === name ? name : JSON.stringify(name)
}
