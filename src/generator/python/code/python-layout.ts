import type { Json } from '../../model/types/element.ts'
import { indentedPython } from './indented-python.ts'
import { isList, pythonLiteral } from './python-literal.ts'

/** Python that stays unchanged, a bracketed list that may be split over lines, or Python with its own line breaks. */
export type PythonNode = string | Bracketed | Multiline

export interface Bracketed {
  /** Text up to and including the opening bracket. */
  readonly open: string
  readonly items: readonly PythonNode[]
  readonly close: string
}

/** Code in brackets that its author wrote over several lines. */
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

/** A dictionary with texts as keys. */
export function dictionary(members: readonly (readonly [string, PythonNode])[]): PythonNode {
  return mapping(members.map(([name, value]) => [pythonLiteral(name), value]))
}

/** A dictionary whose keys are Python expressions. */
export function mapping(members: readonly (readonly [string, PythonNode])[]): PythonNode {
  return { open: '{', items: members.map(([key, value]) => prefixed(`${key}: `, value)), close: '}' }
}

/** The literal of a value, split over lines if it is long. */
export function literal(value: Json): PythonNode {
  if (typeof value !== 'object' || value === null) return pythonLiteral(value)
  if (isList(value)) return list(value.map(literal))
  return dictionary(Object.entries(value).map(([name, member]) => [name, literal(member)]))
}

/**
 * The text of a node: on one line if it fits into 100 columns, otherwise one item for each line, each with a comma
 * after it.
 * @param used columns of the line before and after the node
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
