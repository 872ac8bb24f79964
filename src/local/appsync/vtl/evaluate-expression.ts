import { type Frame, renderingLimits } from './frame.ts'
import { itemAt } from './java/list.ts'
import { callMethod, readProperty } from './java/methods.ts'
import { HostObject, isMap, type JavaMap, javaEquals, javaText, putEntry } from './java/values.ts'
import type { BinaryOperator, Expression, Reference, Step } from './nodes.ts'
import { TemplateError } from './template-error.ts'

/** The value of an expression; null when a part of it is unset. @throws TemplateError where Java would throw */
export function evaluate(expression: Expression, frame: Frame): unknown {
  switch (expression.kind) {
    case 'variable':
      return readReference(expression, frame)
    case 'literal':
    case 'number':
      return expression.value
    case 'interpolation':
      return frame.renderNodes(expression.body, frame)
    case 'list':
      return expression.items.map((item) => evaluate(item, frame))
    case 'range':
      return range(Number(evaluate(expression.from, frame)), Number(evaluate(expression.to, frame)))
    case 'map':
      return evaluateMap(expression.entries, frame)
    case 'not':
      return !isTrue(evaluate(expression.operand, frame))
    case 'binary':
      return evaluateBinary(expression.operator, expression.left, expression.right, frame)
  }
}

/** Only `false` and null are false (programming guide, "Conditional checks"). */
export function isTrue(value: unknown): boolean {
  return value !== false && value !== null && value !== undefined
}

export function readReference(reference: Reference, frame: Frame): unknown {
  let value: unknown = frame.variables.get(reference.name) ?? null
  for (const step of reference.path) {
    if (value === null || value === undefined) return null
    value = readStep(value, step, frame)
  }
  return value ?? null
}

/** `#set` on a variable, which the frame keeps, or on a property or an index. */
export function assign(target: Reference, value: unknown, frame: Frame): void {
  const last = target.path.at(-1)
  const owner = last ? readReference({ ...target, path: target.path.slice(0, -1) }, frame) : null
  if (!last) frame.variables.set(target.name, value)
  else if (owner === null) return
  else if (last.kind === 'property' && isMap(owner)) putEntry(owner, last.name, value)
  else if (last.kind === 'index') assignItem(owner, evaluate(last.index, frame), value)
  else throw new TemplateError(`${target.text} cannot be set`)
}

function assignItem(owner: unknown, index: unknown, value: unknown): void {
  if (isMap(owner)) putEntry(owner, javaText(index), value)
  else callMethod(owner, 'set', [index, value])
}

function readStep(value: unknown, step: Step, frame: Frame): unknown {
  if (step.kind === 'property') return readProperty(value, step.name)
  if (step.kind === 'method') {
    return callMethod(
      value,
      step.name,
      step.arguments.map((argument) => evaluate(argument, frame)),
    )
  }
  const index = evaluate(step.index, frame)
  if (Array.isArray(value)) return itemAt(value, index)
  if (isMap(value) || value instanceof HostObject) return readProperty(value, javaText(index))
  throw new TemplateError(`[${javaText(index)}] needs a List or a Map`)
}

function evaluateMap(entries: readonly (readonly [Expression, Expression])[], frame: Frame): JavaMap {
  const map: JavaMap = {}
  for (const [key, value] of entries) putEntry(map, javaText(evaluate(key, frame)), evaluate(value, frame))
  return map
}

function range(from: number, to: number): number[] {
  const step = from <= to ? 1 : -1
  const items = Math.abs(to - from) + 1
  if (items > renderingLimits.rangeItems)
    throw new TemplateError(`A range of ${items} items: ${renderingLimits.rangeItems} are allowed`)
  return Array.from({ length: items }, (_, index) => from + index * step)
}

function evaluateBinary(operator: BinaryOperator, left: Expression, right: Expression, frame: Frame): unknown {
  const first = evaluate(left, frame)
  if (operator === '||') return isTrue(first) || isTrue(evaluate(right, frame))
  if (operator === '&&') return isTrue(first) && isTrue(evaluate(right, frame))
  const second = evaluate(right, frame)
  switch (operator) {
    case '==':
      return equal(first, second)
    case '!=':
      return !equal(first, second)
    case '<':
    case '<=':
    case '>':
    case '>=':
      return compare(operator, first, second)
    default:
      if (operator === '+' && (typeof first === 'string' || typeof second === 'string')) {
        return printed(first, left) + printed(second, right)
      }
      return calculate(operator, first, second, isDecimal(left) || isDecimal(right))
  }
}

/** Values of different types are equal when their texts are (VTL reference, "Relational and logical operators"). */
function equal(left: unknown, right: unknown): boolean {
  if (left === null || right === null) return left === right
  if (javaEquals(left, right)) return true
  return typeof left !== typeof right && javaText(left) === javaText(right)
}

/** Velocity orders numbers only; a comparison of anything else is false. */
function compare(operator: '<' | '<=' | '>' | '>=', left: unknown, right: unknown): boolean {
  if (typeof left !== 'number' || typeof right !== 'number') return false
  if (operator === '<') return left < right
  if (operator === '<=') return left <= right
  return operator === '>' ? left > right : left >= right
}

/** Two integers give an integer, as in Java; a division by zero, or a value that is not a number, gives null. */
function calculate(operator: string, left: unknown, right: unknown, decimal: boolean): number | null {
  if (typeof left !== 'number' || typeof right !== 'number') return null
  if (operator === '+') return left + right
  if (operator === '-') return left - right
  if (operator === '*') return left * right
  if (right === 0) return null
  if (operator === '%') return left % right
  const integers = !decimal && Number.isInteger(left) && Number.isInteger(right)
  return integers ? Math.trunc(left / right) : left / right
}

function isDecimal(expression: Expression): boolean {
  return expression.kind === 'number' && expression.decimal
}

/** Joining an unset reference to a string uses the reference as it is written. */
function printed(value: unknown, expression: Expression): string {
  return value === null && expression.kind === 'variable' ? expression.text : javaText(value)
}
