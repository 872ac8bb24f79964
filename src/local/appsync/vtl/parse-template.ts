import { Cursor } from './cursor.ts'
import type { Branch, Node } from './nodes.ts'
import { parseExpression, parseItems, parseReference, referenceStart } from './parse-expression.ts'
import { TemplateError } from './template-error.ts'

const cache = new Map<string, readonly Node[]>()
const cacheSize = 500

/**
 * Parses a template. The result is cached by its text.
 * @throws TemplateError with line and column
 */
export function parseTemplate(source: string): readonly Node[] {
  const known = cache.get(source)
  if (known) return known
  const cursor = new Cursor(source, parseTemplate)
  const nodes = parseWhole(cursor)
  if (!cursor.ended) cursor.fail('there is no open block to end')
  if (cache.size >= cacheSize) cache.clear()
  cache.set(source, nodes)
  return nodes
}

function parseWhole(cursor: Cursor): readonly Node[] {
  try {
    return parseBlock(cursor)
  } catch (error) {
    throw error instanceof RangeError ? new TemplateError('the template is nested too deeply') : error
  }
}

const directive =
  /#(?:\{(set|if|elseif|else|end|foreach|break|stop|return|macro)\}|(set|if|elseif|else|end|foreach|break|stop|return|macro)(?![A-Za-z0-9_]))/y
const blockEnd = /#(?:\{(elseif|else|end)\}|(elseif|else|end)(?![A-Za-z0-9_]))/y
const comment = /##[^\n]*(?:\n|$)/y
const call = /#([A-Za-z_][A-Za-z0-9_-]*)[ \t]*\(/y

/** Parses up to the end of the text, or to the directive that ends or divides the block. */
function parseBlock(cursor: Cursor): Node[] {
  const nodes: Node[] = []
  const print = (text: string) => {
    if (text !== '') nodes.push({ kind: 'text', text })
  }
  while (!cursor.ended && !cursor.peek(blockEnd)) {
    print(cursor.take(/[^$#\\]+/y)?.[0] ?? '')
    const escapes = cursor.take(/\\+/y)?.[0].length ?? 0
    if (escapes > 0 && !cursor.peek(/[$#]/y)) {
      print('\\'.repeat(escapes))
      continue
    }
    if (cursor.peek(referenceStart)) nodes.push({ kind: 'reference', reference: parseReference(cursor), escapes })
    else if (escapes % 2 === 1 && cursor.peek(directive)) {
      print('\\'.repeat(escapes >> 1) + (cursor.take(directive)?.[0] ?? ''))
    } else {
      print('\\'.repeat(escapes))
      parseMark(cursor, nodes)
    }
  }
  return nodes
}

/** A directive, a comment or a macro call, else a `#` or `$` that is plain text. */
function parseMark(cursor: Cursor, nodes: Node[]): void {
  if (cursor.ended || cursor.peek(blockEnd) || cursor.take(comment)) return
  if (cursor.takeBetween('#*', '*#') !== undefined) return
  const raw = cursor.takeBetween('#[[', ']]#')
  if (raw !== undefined) nodes.push({ kind: 'text', text: raw })
  else parseDirective(cursor, nodes)
}

function parseDirective(cursor: Cursor, nodes: Node[]): void {
  const found = cursor.take(directive)
  const name = found?.[1] ?? found?.[2]
  if (!name) {
    parseCall(cursor, nodes)
    return
  }
  if (name === 'set') dropIndent(nodes)
  nodes.push(parseNamed(cursor, name))
  endLine(cursor)
}

function parseNamed(cursor: Cursor, name: string): Node {
  switch (name) {
    case 'set':
      return parseSet(cursor)
    case 'if':
      return parseIf(cursor)
    case 'foreach':
      return parseForeach(cursor)
    case 'macro':
      return parseMacro(cursor)
    case 'return':
      return parseReturn(cursor)
    case 'break':
      return { kind: 'break' }
    default:
      return { kind: 'stop' }
  }
}

/** A call of a macro; anything else that begins with `#` is text. */
function parseCall(cursor: Cursor, nodes: Node[]): void {
  const start = cursor.offset
  const name = cursor.take(call)?.[1]
  if (name) {
    const values = parseItems(cursor, ')')
    nodes.push({ kind: 'call', name, arguments: values, text: cursor.source.slice(start, cursor.offset) })
  } else nodes.push({ kind: 'text', text: cursor.take(/[\s\S]/y)?.[0] ?? '' })
}

function parseSet(cursor: Cursor): Node {
  cursor.expect('(')
  cursor.skipSpace()
  const target = parseReference(cursor)
  cursor.expect('=')
  const value = parseExpression(cursor)
  cursor.expect(')')
  return { kind: 'set', target, value }
}

function parseIf(cursor: Cursor): Node {
  const branches: Branch[] = []
  let otherwise: readonly Node[] = []
  for (let name = 'if'; name !== 'end'; name = parseBlockEnd(cursor)) {
    if (name === 'else') {
      endLine(cursor)
      otherwise = parseBlock(cursor)
    } else branches.push(parseBranch(cursor))
  }
  return { kind: 'if', branches, otherwise }
}

function parseBranch(cursor: Cursor): Branch {
  cursor.expect('(')
  const condition = parseExpression(cursor)
  cursor.expect(')')
  endLine(cursor)
  return { condition, body: parseBlock(cursor) }
}

function parseForeach(cursor: Cursor): Node {
  cursor.expect('(')
  cursor.skipSpace()
  const variable = parseReference(cursor).name
  cursor.expect('in')
  const items = parseExpression(cursor)
  cursor.expect(')')
  return { kind: 'foreach', variable, items, body: parseBody(cursor) }
}

function parseMacro(cursor: Cursor): Node {
  cursor.expect('(')
  cursor.skipSpace()
  const name = cursor.take(/[A-Za-z_][A-Za-z0-9_-]*/y)?.[0] ?? cursor.fail('expected the name of the macro')
  const parameters: string[] = []
  while (!cursor.accept(')')) {
    cursor.accept(',')
    cursor.skipSpace()
    parameters.push(parseReference(cursor).name)
  }
  return { kind: 'macro', name, parameters, body: parseBody(cursor) }
}

function parseReturn(cursor: Cursor): Node {
  if (!cursor.take(/[ \t]*\(/y) || cursor.accept(')')) return { kind: 'return', value: undefined }
  const value = parseExpression(cursor)
  cursor.expect(')')
  return { kind: 'return', value }
}

function parseBody(cursor: Cursor): Node[] {
  endLine(cursor)
  const body = parseBlock(cursor)
  if (parseBlockEnd(cursor) !== 'end') cursor.fail('expected #end')
  return body
}

function parseBlockEnd(cursor: Cursor): string {
  const found = cursor.take(blockEnd)
  return found?.[1] ?? found?.[2] ?? cursor.fail('expected #end')
}

/** Velocity drops the white space and line break after a directive at the end of a line. */
function endLine(cursor: Cursor): void {
  cursor.take(/[ \t]*\r?\n/y)
}

/** Velocity drops the blanks before `#set`. */
function dropIndent(nodes: Node[]): void {
  const last = nodes.at(-1)
  if (last?.kind === 'text')
    nodes[nodes.length - 1] = { kind: 'text', text: last.text.replace(/(?<![ \t])[ \t]+$/, '') }
}
