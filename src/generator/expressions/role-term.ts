import { countOf } from '../../core/text/count-of.ts'
import { limits } from '../limits.ts'
import { ExpressionError } from './expression-error.ts'

/**
 * One node of a `${…}` segment (model format 6.1, step 4). Parameters are texts; the types of other nodes follow from
 * them.
 */
export type RoleTermNode =
  | { readonly kind: 'parameter'; readonly name: string }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'number'; readonly value: number }
  /** `.length` of a text or a list. */
  | { readonly kind: 'length'; readonly of: RoleTermNode }
  /** `[n]` of a text or a list, counted from 0; out of range denies. */
  | { readonly kind: 'index'; readonly of: RoleTermNode; readonly index: number }
  /** `+`: the sum of two numbers, else both as text, joined. */
  | { readonly kind: 'plus'; readonly left: RoleTermNode; readonly right: RoleTermNode }
  | {
      readonly kind: 'call'
      readonly of: RoleTermNode
      readonly method: RoleMethod
      readonly arguments: readonly RoleTermNode[]
    }

/** `replace` takes plain texts and changes the first occurrence, as in JavaScript; `substring` out of range denies. */
export type RoleMethod = 'split' | 'substring' | 'toLowerCase' | 'toUpperCase' | 'trim' | 'replace' | 'concat'

export type RoleTermType = 'text' | 'number' | 'list'

const methods: Readonly<
  Record<RoleMethod, { readonly takes: readonly RoleTermType[]; readonly needs: number; readonly gives: RoleTermType }>
> = {
  split: { takes: ['text'], needs: 1, gives: 'list' },
  substring: { takes: ['number', 'number'], needs: 1, gives: 'text' },
  toLowerCase: { takes: [], needs: 0, gives: 'text' },
  toUpperCase: { takes: [], needs: 0, gives: 'text' },
  trim: { takes: [], needs: 0, gives: 'text' },
  replace: { takes: ['text', 'text'], needs: 2, gives: 'text' },
  concat: { takes: ['text'], needs: 1, gives: 'text' },
}

/** The type of a node's value. */
export function roleTermType(node: RoleTermNode): RoleTermType {
  switch (node.kind) {
    case 'number':
    case 'length':
      return 'number'
    case 'plus':
      return roleTermType(node.left) === 'number' && roleTermType(node.right) === 'number' ? 'number' : 'text'
    case 'call':
      return methods[node.method].gives
    default:
      return 'text'
  }
}

/**
 * Parses the text of one segment.
 * @param offset where the segment starts in the body, for errors
 * @throws ExpressionError
 */
export function parseRoleTerm(text: string, parameters: readonly string[], offset = 0): RoleTermNode {
  const tokens = tokenize(text, offset)
  let at = 0
  const end = offset + text.length
  const peek = (): string | undefined => tokens[at]?.text
  const fail = (message: string): never => {
    throw new ExpressionError(message, tokens[at]?.offset ?? end)
  }
  const take = (expected: string): void => {
    if (peek() !== expected) fail(`expected ${expected}, found ${peek() ?? 'the end'}`)
    at += 1
  }

  let depth = 0
  function nested(read: () => RoleTermNode): RoleTermNode {
    depth += 1
    if (depth > limits.parentheses) fail(`parentheses are nested deeper than ${limits.parentheses} levels`)
    const node = read()
    depth -= 1
    return node
  }

  function sum(): RoleTermNode {
    let left = postfix()
    while (peek() === '+') {
      at += 1
      const right = postfix()
      if (roleTermType(left) === 'list' || roleTermType(right) === 'list') fail('a list cannot be added')
      left = { kind: 'plus', left, right }
    }
    return left
  }

  function postfix(): RoleTermNode {
    let node = primary()
    for (;;) {
      if (peek() === '[') {
        if (roleTermType(node) === 'number') fail('a number has no items')
        at += 1
        const index = peek() ?? ''
        if (!/^\d+$/.test(index)) fail('an index is a whole number')
        at += 1
        take(']')
        node = { kind: 'index', of: node, index: Number(index) }
      } else if (peek() === '.') {
        at += 1
        node = member(node)
      } else return node
    }
  }

  function member(of: RoleTermNode): RoleTermNode {
    const name = peek() ?? ''
    if (name === 'length') {
      if (roleTermType(of) === 'number') fail('a number has no length')
      at += 1
      return { kind: 'length', of }
    }
    if (!Object.hasOwn(methods, name))
      fail(`${name === '' ? 'the end' : name} is not a property or method that a role may use`)
    if (roleTermType(of) !== 'text') fail(`${name} works on text only`)
    const method = name as RoleMethod
    at += 1
    take('(')
    const given: RoleTermNode[] = []
    while (peek() !== ')') {
      if (given.length > 0) take(',')
      given.push(nested(sum))
    }
    const { takes, needs } = methods[method]
    if (given.length < needs || given.length > takes.length)
      fail(`${method} takes ${countOf(needs, 'argument')}, not ${given.length}`)
    given.forEach((node, index) => {
      if (roleTermType(node) !== takes[index]) fail(`argument ${index + 1} of ${method} has to be a ${takes[index]}`)
    })
    at += 1
    return { kind: 'call', of, method, arguments: given }
  }

  function primary(): RoleTermNode {
    const token = peek() ?? fail('an expression is missing')
    if (token === '(') {
      at += 1
      const inner = nested(sum)
      take(')')
      return inner
    }
    if (/^["']/.test(token)) {
      at += 1
      return { kind: 'text', text: token.slice(1, -1) }
    }
    if (/^\d/.test(token)) {
      at += 1
      return { kind: 'number', value: Number(token) }
    }
    if (!parameters.includes(token)) fail(`${token} is not a parameter of the expression`)
    at += 1
    return { kind: 'parameter', name: token }
  }

  const node = sum()
  if (at < tokens.length) fail(`${peek()} is not expected here`)
  if (roleTermType(node) === 'list')
    throw new ExpressionError('a list is not the name of a role; take one of its items', offset)
  return node
}

function tokenize(text: string, offset: number): { readonly text: string; readonly offset: number }[] {
  const tokens: { text: string; offset: number }[] = []
  const token = /\s+|[A-Za-z_]\w*|\d+|"[^"\\]*"|'[^'\\]*'|[[\]().,+]|(.)/gy
  for (const match of text.matchAll(token)) {
    if (match[1] !== undefined) throw new ExpressionError(`${match[1]} is not expected here`, offset + match.index)
    if (match[0].trim() !== '') tokens.push({ text: match[0], offset: offset + match.index })
  }
  return tokens
}
