import type { CST, Node, Pair, Scalar, YAMLMap, YAMLSeq } from 'yaml'

/** The position of a YAML value in its text. */
export interface YamlPlace {
  /** After the colon or dash; after the key where there is no colon. */
  readonly after: number
  /** Text that a value needs in front of it there. */
  readonly before: ' ' | ': '
  /** From its first tag or anchor to its end; both are `after` for an empty value. */
  readonly start: number
  readonly end: number
  /** Range of its anchor. */
  readonly anchor: CST.SourceToken | undefined
  readonly flow: boolean
}

/** The position of a member's value. */
export function memberPlace({ key, value, srcToken }: Pair, flow: boolean): YamlPlace {
  const sep = srcToken?.sep ?? []
  const colon = sep.findIndex(({ type }) => type === 'map-value-ind')
  const after = colon === -1 ? endOf(key) : sep[colon]!.offset + 1
  return placeOf(value as Node | null, sep.slice(colon + 1), { after, before: colon === -1 ? ': ' : ' ', flow })
}

/** Where a member begins, including tags and anchors of its key. */
export function memberStart({ key, srcToken }: Pair): number {
  const first = srcToken?.start.find(({ type }) => isProperty(type) || type === 'explicit-key-ind')
  return Math.min(first?.offset ?? Number.POSITIVE_INFINITY, (key as Node).range![0])
}

/** The anchor of a key. */
export function keyAnchor({ srcToken }: Pair): CST.SourceToken | undefined {
  return srcToken?.start.find(({ type }) => type === 'anchor')
}

/** The positions of the items of a list. */
export function itemPlaces(list: YAMLSeq): readonly YamlPlace[] {
  const flow = list.flow === true
  const tokens = ((list as YAMLSeq.Parsed).srcToken?.items ?? []).filter(
    ({ start, key, sep, value }) =>
      key != null || sep !== undefined || value !== undefined || start.some(({ type }) => type === 'seq-item-ind'),
  )
  return list.items.map((item, index) => {
    const start = tokens[index]?.start ?? []
    const dash = start.find(({ type }) => type === 'seq-item-ind')
    const after = dash === undefined ? (item as Node).range![0] : dash.offset + 1
    return placeOf(item as Node | null, start, { after, before: ' ', flow })
  })
}

/** Where the text of a value ends, without comments after it. */
export function endOf(node: unknown): number {
  const { items, flow, range } = node as Partial<YAMLMap & YAMLSeq>
  if (items === undefined || flow === true || items.length === 0) return range![1]
  if (isPair(items[0])) return memberPlace(items.at(-1) as unknown as Pair, false).end
  return itemPlaces(node as YAMLSeq).at(-1)!.end
}

function placeOf(
  node: Node | null,
  tokens: readonly CST.SourceToken[],
  { after, before, flow }: Pick<YamlPlace, 'after' | 'before' | 'flow'>,
): YamlPlace {
  const properties = tokens.filter(({ type }) => isProperty(type))
  const anchor = properties.find(({ type }) => type === 'anchor')
  const last = properties.at(-1)
  const beyond = last === undefined ? after : last.offset + last.source.length
  if (isLeftEmpty(node)) return { after, before, start: properties[0]?.offset ?? after, end: beyond, anchor, flow }
  const start = Math.min(properties[0]?.offset ?? Number.POSITIVE_INFINITY, node!.range![0])
  return { after, before, start, end: Math.max(beyond, endOf(node)), anchor, flow }
}

/** Whether a key or item has no value. */
export function isLeftEmpty(node: Node | null): boolean {
  const { type, range, value } = (node ?? {}) as Partial<Scalar>
  return node === null || (type === 'PLAIN' && value === '' && range?.[0] === range?.[1])
}

function isProperty(type: CST.SourceToken['type']): boolean {
  return type === 'anchor' || type === 'tag'
}

function isPair(item: unknown): boolean {
  return typeof item === 'object' && item !== null && 'key' in item
}
