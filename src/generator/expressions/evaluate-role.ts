import type { RoleTemplate } from './role-template.ts'
import type { RoleTermNode } from './role-term.ts'

/**
 * The role that a template names for the given values (decision D-16), or undefined when it cannot be computed, which
 * denies access. The VTL of the resolvers has to give the same result.
 */
export function evaluateRole(
  template: RoleTemplate,
  values: Readonly<Record<string, string | undefined>>,
): string | undefined {
  try {
    return template.parts
      .map((part) => {
        if (part.kind === 'text') return part.text
        return String(part.kind === 'parameter' ? valueNamed(part.name, values) : evaluate(part.term, values))
      })
      .join('')
  } catch (error) {
    if (error instanceof Denied) return undefined
    throw error
  }
}

class Denied extends Error {}

type Value = string | number | string[]

function valueNamed(name: string, values: Readonly<Record<string, string | undefined>>): string {
  const value = Object.hasOwn(values, name) ? values[name] : undefined
  if (value === undefined) throw new Denied()
  return value
}

function evaluate(node: RoleTermNode, values: Readonly<Record<string, string | undefined>>): Value {
  switch (node.kind) {
    case 'parameter':
      return valueNamed(node.name, values)
    case 'text':
      return node.text
    case 'number':
      return node.value
    case 'length':
      return (evaluate(node.of, values) as string | string[]).length
    case 'index': {
      const item = (evaluate(node.of, values) as string | string[])[node.index]
      if (item === undefined) throw new Denied()
      return item
    }
    case 'plus': {
      const left = evaluate(node.left, values)
      const right = evaluate(node.right, values)
      return typeof left === 'number' && typeof right === 'number' ? left + right : `${left}${right}`
    }
    case 'call':
      return call(
        evaluate(node.of, values) as string,
        node.method,
        node.arguments.map((argument) => evaluate(argument, values)),
      )
  }
}

function call(text: string, method: (RoleTermNode & { kind: 'call' })['method'], given: readonly Value[]): Value {
  const [first, second] = given
  switch (method) {
    case 'split':
      return text.split(first as string)
    case 'substring': {
      const [from, to] = [first as number, (second ?? text.length) as number]
      if (from > to || to > text.length) throw new Denied()
      return text.substring(from, to)
    }
    case 'toLowerCase':
      return text.toLowerCase()
    case 'toUpperCase':
      return text.toUpperCase()
    case 'trim':
      return text.trim()
    case 'replace':
      return text.replace(first as string, () => second as string)
    case 'concat':
      return text + first
  }
}
