import type { Cursor } from './cursor.ts'
import type { BinaryOperator, Expression, Reference, Step } from './nodes.ts'

/** Operators from the weakest to the strongest binding, with the words that Velocity accepts for them. */
const levels: readonly RegExp[] = [
  /(\|\||or\b)/y,
  /(&&|and\b)/y,
  /(==|!=|eq\b|ne\b)/y,
  /(<=|>=|<|>|le\b|ge\b|lt\b|gt\b)/y,
  /([+-])/y,
  /([*/%])/y,
]

const words: Readonly<Record<string, BinaryOperator>> = {
  or: '||',
  and: '&&',
  eq: '==',
  ne: '!=',
  le: '<=',
  ge: '>=',
  lt: '<',
  gt: '>',
}

const identifier = /[A-Za-z_][A-Za-z0-9_-]*/y

/** Whether a reference begins here: a `$` that is followed by a name. */
export const referenceStart = /\$!?(?:\{\s*)?[A-Za-z_]/y

/** @throws TemplateError when no expression begins here */
export function parseExpression(cursor: Cursor, level = 0): Expression {
  const operators = levels[level]
  if (!operators) return parseUnary(cursor)
  let left = parseExpression(cursor, level + 1)
  for (;;) {
    const start = cursor.offset
    cursor.skipSpace()
    const found = cursor.take(operators)?.[1]
    if (!found) {
      cursor.offset = start
      return left
    }
    const operator = words[found] ?? (found as BinaryOperator)
    left = { kind: 'binary', operator, left, right: parseExpression(cursor, level + 1) }
  }
}

/** `$name`, `$!name` or `${name}`, with the properties, calls and indexes that follow. */
export function parseReference(cursor: Cursor): Reference {
  const offset = cursor.offset
  const opening = cursor.take(/\$(!?)(\{?)\s*/y)
  const name = cursor.take(identifier)?.[0]
  if (!opening || !name) return cursor.fail('expected a reference')
  const path = parsePath(cursor)
  if (opening[2]) cursor.expect('}')
  return {
    kind: 'variable',
    name,
    path,
    quiet: opening[1] === '!',
    text: cursor.source.slice(offset, cursor.offset),
    offset,
  }
}

function parsePath(cursor: Cursor): Step[] {
  const path: Step[] = []
  for (;;) {
    const name = cursor.take(/\.([A-Za-z_][A-Za-z0-9_-]*)/y)?.[1]
    if (name) {
      path.push(
        cursor.take(/\(/y) ? { kind: 'method', name, arguments: parseItems(cursor, ')') } : { kind: 'property', name },
      )
    } else if (cursor.take(/\[/y)) {
      path.push({ kind: 'index', index: parseExpression(cursor) })
      cursor.expect(']')
    } else return path
  }
}

/** Expressions separated by commas, up to and including the closing bracket. */
export function parseItems(cursor: Cursor, closing: string): Expression[] {
  const items: Expression[] = []
  if (cursor.accept(closing)) return items
  do items.push(parseExpression(cursor))
  while (cursor.accept(','))
  cursor.expect(closing)
  return items
}

function parseUnary(cursor: Cursor): Expression {
  cursor.skipSpace()
  if (cursor.take(/!(?!=)|not\b/y)) return { kind: 'not', operand: parseUnary(cursor) }
  if (cursor.accept('(')) {
    const inner = parseExpression(cursor)
    cursor.expect(')')
    return inner
  }
  return parsePrimary(cursor)
}

function parsePrimary(cursor: Cursor): Expression {
  if (cursor.peek(referenceStart)) return parseReference(cursor)
  const number = cursor.take(/-?\d+(\.\d+)?([eE][+-]?\d+)?/y)
  if (number) return { kind: 'number', value: Number(number[0]), decimal: (number[1] ?? number[2]) !== undefined }
  const word = cursor.take(/(true|false|null)\b/y)?.[1]
  if (word) return { kind: 'literal', value: word === 'null' ? null : word === 'true' }
  const plain = cursor.takeQuoted("'")
  if (plain !== undefined) return { kind: 'literal', value: plain.replaceAll("''", "'") }
  const text = cursor.takeQuoted('"')
  if (text !== undefined) return parseText(cursor, text.replaceAll('""', '"'))
  if (cursor.accept('[')) return parseList(cursor)
  if (cursor.accept('{')) return parseMap(cursor)
  return cursor.fail('expected a value')
}

function parseText(cursor: Cursor, text: string): Expression {
  return /[$#]/.test(text) ? { kind: 'interpolation', body: cursor.nested(text) } : { kind: 'literal', value: text }
}

function parseList(cursor: Cursor): Expression {
  if (cursor.accept(']')) return { kind: 'list', items: [] }
  const from = parseExpression(cursor)
  if (cursor.accept('..')) {
    const to = parseExpression(cursor)
    cursor.expect(']')
    return { kind: 'range', from, to }
  }
  if (cursor.accept(',')) return { kind: 'list', items: [from, ...parseItems(cursor, ']')] }
  cursor.expect(']')
  return { kind: 'list', items: [from] }
}

function parseMap(cursor: Cursor): Expression {
  const entries: [Expression, Expression][] = []
  if (cursor.accept('}')) return { kind: 'map', entries }
  do {
    const key = parseExpression(cursor)
    cursor.expect(':')
    entries.push([key, parseExpression(cursor)])
  } while (cursor.accept(','))
  cursor.expect('}')
  return { kind: 'map', entries }
}
