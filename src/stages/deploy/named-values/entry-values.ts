import { nearest } from '../../../core/text/nearest.ts'
import type { NameKind } from './read-pairs.ts'
import { invalidValues, type ValueNode } from './value-node.ts'

/** Means that the stack keeps its current value (API reference, `Parameter`, `UsePreviousValue`). */
export const previousValue = Symbol('the value that the stack has')

/** A value as it was given. */
export type GivenValue = string | typeof previousValue

type Mapping = Extract<ValueNode, { kind: 'mapping' }>

/**
 * The members of an entry in a list, as the API names them (API reference, `Parameter`, `Tag`). `ResolvedValue` appears
 * in answers only.
 */
const members = {
  parameter: { name: 'ParameterKey', value: 'ParameterValue', others: ['UsePreviousValue', 'ResolvedValue'] },
  tag: { name: 'Key', value: 'Value', others: [] },
} as const

/**
 * Reads names with their values from a mapping, or from a list in the form of the API.
 * @throws StageError `input-invalid` for a name without a value, or a name that appears twice
 */
export function entryValues(
  node: ValueNode,
  input: string,
  kind: NameKind,
): readonly (readonly [string, GivenValue])[] {
  const entries = node.kind === 'list' ? node.items.map((item) => listed(item, input, kind)) : mapped(node, input, kind)
  const seen = new Set<string>()
  for (const [name] of entries) {
    if (seen.has(name)) throw invalidValues(input, `names ${name} twice`, 'leave one of them out')
    seen.add(name)
  }
  return entries
}

function mapped(node: ValueNode, input: string, kind: NameKind): readonly (readonly [string, GivenValue])[] {
  if (node.kind !== 'mapping')
    throw invalidValues(input, 'names nothing', 'write Name=Value, or a mapping of names to values')
  return node.entries.map(([name, value]) => [name, textOf(value, name, input, kind)] as const)
}

function listed(item: ValueNode, input: string, kind: NameKind): readonly [string, GivenValue] {
  const { name: nameMember, value: valueMember } = members[kind]
  const name = item.kind === 'mapping' ? find(item, nameMember) : undefined
  if (item.kind !== 'mapping' || name?.kind !== 'text' || name.text === '')
    throw invalidValues(
      input,
      `has an entry without ${nameMember}`,
      `write { "${nameMember}": "Name", "${valueMember}": "Value" }`,
    )
  refuseOtherMembers(item, name.text, input, kind)
  const value = find(item, valueMember)
  const given = value !== undefined && value.kind !== 'absent'
  if (keepsPrevious(item, name.text, input)) {
    if (given)
      throw invalidValues(input, `gives ${name.text} a value and UsePreviousValue: true`, 'leave one of them out')
    return [name.text, previousValue]
  }
  return [name.text, textOf(value ?? { kind: 'absent' }, name.text, input, kind)]
}

function refuseOtherMembers(item: Mapping, name: string, input: string, kind: NameKind): void {
  const known: readonly string[] = [members[kind].name, members[kind].value, ...members[kind].others]
  const other = item.entries.find(([member]) => !known.includes(member))?.[0]
  if (other === undefined) return
  const guess = nearest(other, known)
  throw invalidValues(
    input,
    `has ${JSON.stringify(other)} in the entry of ${name}`,
    guess === undefined ? `an entry has ${known.join(', ')}` : `did you mean ${guess}?`,
  )
}

function keepsPrevious(item: Mapping, name: string, input: string): boolean {
  const node = find(item, 'UsePreviousValue')
  if (node === undefined || node.kind === 'absent') return false
  const text = node.kind === 'text' ? node.text.toLowerCase() : ''
  if (text === 'true' || text === 'false') return text === 'true'
  throw invalidValues(input, `has UsePreviousValue of ${name} that is neither true nor false`, 'write true or false')
}

/** Joins a list by commas, as CloudFormation expects it. */
function textOf(node: ValueNode, name: string, input: string, kind: NameKind): string {
  if (node.kind === 'text') return node.text
  if (node.kind === 'absent')
    throw invalidValues(
      input,
      `has no value for ${name}`,
      kind === 'tag'
        ? 'give it a value; "" is an empty one'
        : 'give it a value ("" is an empty one), or UsePreviousValue: true',
    )
  if (node.kind === 'mapping' || kind === 'tag')
    throw invalidValues(input, `has a value for ${name} that is not one text`, 'write the value as one text')
  return node.items
    .map((item) => {
      if (item.kind === 'text' && !item.text.includes(',')) return item.text
      throw invalidValues(
        input,
        `has a list for ${name} with an item that is not one text without a comma`,
        'CloudFormation separates the items of a list by comma: write each item alone',
      )
    })
    .join(',')
}

function find({ entries }: Mapping, member: string): ValueNode | undefined {
  return entries.find(([name]) => name === member)?.[1]
}
