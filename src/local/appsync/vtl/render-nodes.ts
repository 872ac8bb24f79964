import { assign, evaluate, isTrue, readReference } from './evaluate-expression.ts'
import { type Frame, renderingLimits } from './frame.ts'
import { isMap, javaText } from './java/values.ts'
import type { Node } from './nodes.ts'
import { TemplateError } from './template-error.ts'

/** AppSync quotas: iterations of one loop in a mapping template. */
const loopLimit = 1000

/** The text that the nodes print, up to a `#break`, `#stop` or `#return`. */
export function renderNodes(nodes: readonly Node[], frame: Frame): string {
  let text = ''
  for (const node of nodes) {
    countStep(frame)
    text = joined(text, renderNode(node, frame))
    if (frame.signal) break
  }
  return text
}

function renderNode(node: Node, frame: Frame): string {
  switch (node.kind) {
    case 'text':
      return node.text
    case 'reference':
      return renderReference(node, frame)
    case 'set':
      assign(node.target, evaluate(node.value, frame), frame)
      return ''
    case 'if':
      return renderNodes(
        node.branches.find((branch) => isTrue(evaluate(branch.condition, frame)))?.body ?? node.otherwise,
        frame,
      )
    case 'foreach':
      return renderForeach(node, frame)
    case 'macro':
      frame.macros.set(node.name, node)
      return ''
    case 'call':
      return renderCall(node, frame)
    case 'return':
      frame.signal = { kind: 'return', value: node.value ? evaluate(node.value, frame) : null }
      return ''
    default:
      frame.signal = { kind: node.kind }
      return ''
  }
}

function countStep(frame: Frame): void {
  frame.steps += 1
  if (frame.steps > renderingLimits.steps)
    throw new TemplateError(`The template takes more than ${renderingLimits.steps} steps`)
}

function joined(text: string, more: string): string {
  if (text.length + more.length > renderingLimits.characters)
    throw new TemplateError(`The template makes a string of more than ${renderingLimits.characters} characters`)
  return text + more
}

/** An unset reference prints its own source. A backslash before a set reference escapes it. */
function renderReference({ reference, escapes }: Extract<Node, { kind: 'reference' }>, frame: Frame): string {
  const value = readReference(reference, frame)
  if (value === null) return '\\'.repeat(escapes) + (reference.quiet && escapes === 0 ? '' : reference.text)
  return '\\'.repeat(escapes >> 1) + (escapes % 2 === 1 ? reference.text : javaText(value))
}

function renderForeach(node: Extract<Node, { kind: 'foreach' }>, frame: Frame): string {
  const items = itemsOf(evaluate(node.items, frame))
  if (items.length > loopLimit) throw new TemplateError(`A loop over ${items.length} items: ${loopLimit} are allowed`)
  const before = { item: frame.variables.get(node.variable), loop: frame.variables.get('foreach') }
  let text = ''
  for (const [index, item] of items.entries()) {
    countStep(frame)
    frame.variables.set(node.variable, item ?? null)
    frame.variables.set('foreach', loopState(index, items.length, before.loop))
    frame.variables.set('velocityCount', index + 1)
    text = joined(text, renderNodes(node.body, frame))
    if (frame.signal?.kind === 'break') {
      frame.signal = undefined
      break
    }
    if (frame.signal) break
  }
  frame.variables.set(node.variable, before.item)
  frame.variables.set('foreach', before.loop)
  return text
}

function loopState(index: number, length: number, parent: unknown) {
  return {
    index,
    count: index + 1,
    hasNext: index + 1 < length,
    first: index === 0,
    last: index + 1 === length,
    parent,
  }
}

function itemsOf(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value
  return isMap(value) ? Object.values(value) : []
}

function renderCall(node: Extract<Node, { kind: 'call' }>, frame: Frame): string {
  const macro = frame.macros.get(node.name)
  if (!macro) return node.text
  const values = node.arguments.map((argument) => evaluate(argument, frame))
  const before = macro.parameters.map((name) => frame.variables.get(name))
  for (const [index, name] of macro.parameters.entries()) frame.variables.set(name, values[index] ?? null)
  frame.calls += 1
  if (frame.calls > renderingLimits.calls)
    throw new TemplateError(`Macros call each other more than ${renderingLimits.calls} levels deep`)
  const text = renderNodes(macro.body, frame)
  frame.calls -= 1
  for (const [index, name] of macro.parameters.entries()) frame.variables.set(name, before[index])
  return text
}
