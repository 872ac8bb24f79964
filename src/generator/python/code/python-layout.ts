import type { Json } from '../../model/types/element.ts'
import { indentedPython } from './indented-python.ts'
import { isList, pythonLiteral } from './python-literal.ts'

/** Python that stays as it is, something in brackets that may be broken over lines, or Python that has lines of its own. */
export type PythonNode = string | Bracketed | Multiline

export interface Bracketed {
  /** Up to and with the opening bracket. */
  readonly open: string
  readonly items: readonly PythonNode[]
  readonly close: string
}

/** Code in brackets that is written over several lines by its author. */
export interface Multiline {
  readonly open: string
  readonly code: string
  readonly close: string
}

const width = 100

/** `name(…)` */
export function call(name: string, ...items: readonly PythonNode[]): PythonNode {
  return { open: `${name}(`, items, close: ')' }
}

/** `name=value` in a call. */
export function keyword(name: string, value: PythonNode): PythonNode {
  return prefixed(`${name}=`, value)
}

export function list(items: readonly PythonNode[]): PythonNode {
  return { open: '[', items, close: ']' }
}

/** A dictionary; the keys are texts. */
export function dictionary(members: readonly (readonly [string, PythonNode])[]): PythonNode {
  return mapping(members.map(([name, value]) => [pythonLiteral(name), value]))
}

/** A dictionary whose keys are Python already. */
export function mapping(members: readonly (readonly [string, PythonNode])[]): PythonNode {
  return { open: '{', items: members.map(([key, value]) => prefixed(`${key}: `, value)), close: '}' }
}

/** The literal of a value, broken over lines where it is long. */
export function literal(value: Json): PythonNode {
  if (typeof value !== 'object' || value === null) return pythonLiteral(value)
  if (isList(value)) return list(value.map(literal))
  return dictionary(Object.entries(value).map(([name, member]) => [name, literal(member)]))
}

/**
 * The text of a node: on one line when it fits into 100 columns, else an item a line with a comma behind each.
 * @param used columns that the line has before and behind the node
 */
export function layout(node: PythonNode, indent = 0, used = 0): string {
  if (typeof node !== 'string' && 'code' in node) {
    return `${node.open}\n${indentedPython(node.code, indent + 4)}\n${' '.repeat(indent)}${node.close}`
  }
  const flat = flatText(node)
  if (typeof node === 'string' || node.items.length === 0) return flat
  if (!flat.includes('\n') && indent + used + flat.length <= width) return flat
  const inner = ' '.repeat(indent + 4)
  const lines = node.items.map((item) => `${inner}${layout(item, indent + 4, 1)},\n`)
  return `${node.open}\n${lines.join('')}${' '.repeat(indent)}${node.close}`
}

function flatText(node: PythonNode): string {
  if (typeof node === 'string') return node
  if ('code' in node) return '\n'
  return `${node.open}${node.items.map(flatText).join(', ')}${node.close}`
}

function prefixed(prefix: string, node: PythonNode): PythonNode {
  return typeof node === 'string' ? prefix + node : { ...node, open: prefix + node.open }
}
