import { isRecord } from '../../../core/documents/is-record.ts'
import { canonicalJson } from '../../canonical-json.ts'
import { leafText } from './leaf-text.ts'
import { isStatement, statementPairs } from './statement-changes.ts'
import type { ValueChange } from './value-change.ts'

type Compare = (before: unknown, after: unknown, path: string) => readonly ValueChange[]

/** Members that name an item of a list, in CloudFormation's own words; the first that all items have counts. */
const naming = [
  ...['Sid', 'Key', 'Name', 'Id', 'IndexName', 'KeyType', 'AttributeName', 'PolicyName', 'ParameterKey'],
  ...[
    'RuleName',
    'DomainName',
    'ContainerPort',
    'LocalMountPath',
    'DeviceName',
    'LogicalResourceId',
    'PathPattern',
    'Priority',
  ],
]

/** Further members that may be the only other one of a named item, so that they need no name: `Tags[env]`. */
const valued = ['Value', 'ParameterValue', 'AttributeType', 'AttributeName']

/** Compares lists: named items by name, single values as a set, and others by their content. */
export function listChanges(
  before: readonly unknown[],
  after: readonly unknown[],
  path: string,
  compare: Compare,
): readonly ValueChange[] {
  const [former, next] = [before, after].map((list) => list.map((item) => canonicalJson({ item }))) as [
    string[],
    string[],
  ]
  if (former.length === next.length && [...former].sort().join('\n') === [...next].sort().join('\n'))
    return [{ path, ...orderOf(before, after), remark: 'another order' }]
  const member = naming.find((name) => isNamedBy(name, before) && isNamedBy(name, after))
  if (member !== undefined) return namedChanges(before, after, { path, member, compare })
  const gone = without(before, former, next)
  const added = without(after, next, former)
  if ([...gone, ...added].every(isStatement)) return statementPairs(gone, added, path, compare)
  if (gone.length === 1 && added.length === 1) {
    const one = before.length === 1 && after.length === 1 && !isRecord(gone[0])
    return compare(gone[0], added[0], one ? path : `${path}[${before.indexOf(gone[0]) + 1}]`)
  }
  const single = (item: unknown) => leafText(item, path)
  return [
    ...gone.map((item) => ({ path, before: single(item) })),
    ...added.map((item) => ({ path, after: single(item) })),
  ]
}

function namedChanges(
  before: readonly unknown[],
  after: readonly unknown[],
  { path, member, compare }: { readonly path: string; readonly member: string; readonly compare: Compare },
): readonly ValueChange[] {
  const byName = (list: readonly unknown[]) =>
    new Map(list.map((item) => [String((item as Item)[member]), item as Item]))
  const [former, next] = [byName(before), byName(after)]
  return [...new Set([...former.keys(), ...next.keys()])].flatMap((name) => {
    const [one, other] = [contentOf(former.get(name), member), contentOf(next.get(name), member)]
    const step = `${path}[${name}]`
    const bare = [one, other].every((item) => item === undefined || 'value' in item)
    if (!bare) return compare(one?.item, other?.item, step)
    return compare(one?.value, other?.value, step)
  })
}

type Item = Readonly<Record<string, unknown>>

/** An item without its name; `value` is set when only one further member is there, which says its value. */
function contentOf(
  item: Item | undefined,
  member: string,
): { readonly item: Item; readonly value?: unknown } | undefined {
  if (item === undefined) return undefined
  const { [member]: name, ...rest } = item
  const [only, ...more] = Object.keys(rest)
  if (only === undefined) return { item: { [member]: name } }
  return more.length === 0 && valued.includes(only) ? { item: rest, value: rest[only] } : { item: rest }
}

function isNamedBy(member: string, list: readonly unknown[]): boolean {
  const names = list.map((item) => (isRecord(item) && Object.hasOwn(item, member) ? item[member] : undefined))
  return (
    names.every((name) => typeof name === 'string' || typeof name === 'number') && new Set(names).size === names.length
  )
}

/** The items that the other list does not have, counting equal ones. */
function without(list: readonly unknown[], own: readonly string[], other: readonly string[]): unknown[] {
  const left = new Map<string, number>()
  for (const key of other) left.set(key, (left.get(key) ?? 0) + 1)
  return list.filter((_, index) => {
    const count = left.get(own[index]!) ?? 0
    left.set(own[index]!, count - 1)
    return count <= 0
  })
}

function orderOf(before: readonly unknown[], after: readonly unknown[]): { before: string; after: string } {
  const text = (list: readonly unknown[]) => list.map((item) => leafText(item, '')).join(', ')
  return { before: text(before), after: text(after) }
}
