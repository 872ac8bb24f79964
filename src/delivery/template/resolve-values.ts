import { isRecord } from '../../core/documents/is-record.ts'
import { own } from '../../core/run/own.ts'
import { resolvingLimits } from '../documents/limits.ts'
import { replaceEnclosed } from './enclosed.ts'
import { evaluateCondition } from './evaluate-condition.ts'
import { isUncertain, OneOf, unknownPart, withoutDynamicReferences } from './resolved-text.ts'
import { begun, beyond, type Resolving, type ValueScope } from './resolving-scope.ts'
import { resourceText } from './resource-text.ts'
import { parameterValue, pseudoValue } from './template-values.ts'

/**
 * Whether a condition of the template holds, by its name; undefined when that cannot be known.
 * @throws as `resolveValue`
 */
export function conditionValue(name: unknown, scope: ValueScope): boolean | undefined {
  return condition(name, begun(scope))
}

function condition(name: unknown, scope: Resolving): boolean | undefined {
  const declared = scope.template.Conditions ?? {}
  const inner = beyond(scope)
  if (inner === undefined) return undefined
  return evaluateCondition(
    name,
    { declared, resolve: (value) => resolve(value, inner) },
    scope.work.conditions(inner.followed),
  )
}

/**
 * A value of a template with its intrinsic functions resolved as far as possible before the deployment. Strings may
 * contain `unknownPart` and `otherPart`. `AWS::NoValue` is undefined. A choice whose condition is not known is a
 * `OneOf`.
 * @throws StageError `template-invalid` above `resolvingLimits`
 */
export function resolveValue(value: unknown, scope: ValueScope): unknown {
  return resolve(value, begun(scope))
}

function resolve(value: unknown, scope: Resolving): unknown {
  scope.work.spend(1, typeof value === 'string' ? value.length : 0)
  if (typeof value === 'string') return withoutDynamicReferences(value)
  if (Array.isArray(value)) return value.map((item) => resolve(item, scope)).filter((item) => item !== undefined)
  if (!isRecord(value)) return value
  const [name, ...more] = Object.keys(value)
  if (name !== undefined && more.length === 0) {
    if (name === 'Ref') return reference(value.Ref, scope)
    if (name.startsWith('Fn::')) return intrinsic(name, value[name], scope)
  }
  return Object.fromEntries(
    Object.entries(value)
      .map(([key, item]) => [key, resolve(item, scope)] as const)
      .filter(([, item]) => item !== undefined),
  )
}

/** The same as a string. Any other value, or a choice of several, is unknown. */
export function resolveText(value: unknown, scope: ValueScope): string {
  return asText(resolveValue(value, scope))
}

function text(value: unknown, scope: Resolving): string {
  return asText(resolve(value, scope))
}

function asText(value: unknown): string {
  if (typeof value === 'string') return value
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : unknownPart
}

function reference(name: unknown, scope: Resolving): unknown {
  if (typeof name !== 'string') return unknownPart
  if (name === 'AWS::NoValue') return undefined
  const { template, values, work } = scope
  const given = work.named(
    `parameter ${name}`,
    () => parameterValue(template, values, name) ?? pseudoValue(values, name),
  )
  if (given === undefined) return ofResource(name, undefined, scope)
  work.spend(
    Array.isArray(given) ? given.length : 1,
    [given].flat().reduce((sum, { length }) => sum + length, 0),
  )
  return given
}

/** The result of Ref or Fn::GetAtt on a resource, resolved once for each depth. */
function ofResource(id: string, attribute: string | undefined, outer: Resolving): string {
  const scope = beyond(outer)
  if (scope === undefined) return unknownPart
  const key = `${scope.followed} ${JSON.stringify([id, attribute])}`
  const found = scope.work.named(key, () => resourceText(id, attribute, scope, (value) => text(value, scope)))
  scope.work.spend(1, found.length)
  return found
}

function intrinsic(name: string, argument: unknown, scope: Resolving): unknown {
  const list = Array.isArray(argument) ? argument : []
  switch (name) {
    case 'Fn::GetAtt': {
      const [id, ...path] = typeof argument === 'string' ? argument.split('.') : list.map(asText)
      return id === undefined ? unknownPart : ofResource(id, path.join('.'), scope)
    }
    case 'Fn::Sub':
      return substituted(Array.isArray(argument) ? argument : [argument, {}], scope)
    case 'Fn::Join':
      return joined(resolve(list[0], scope), resolve(list[1], scope), scope)
    case 'Fn::Split': {
      const [separator, whole] = [text(list[0], scope), text(list[1], scope)]
      if (whole.includes(unknownPart)) return unknownPart
      const pieces = whole.split(separator, resolvingLimits.nodes + 1)
      scope.work.spend(pieces.length, 0)
      return pieces
    }
    case 'Fn::Select': {
      const items = resolve(list[1], scope)
      return Array.isArray(items) ? (items[Number(text(list[0], scope))] ?? unknownPart) : unknownPart
    }
    case 'Fn::If': {
      const holds = condition(list[0], scope)
      if (holds !== undefined) return resolve(holds ? list[1] : list[2], scope)
      const branches = [list[1], list[2]].map((branch) => resolve(branch, scope))
      return new OneOf(branches.filter((branch) => branch !== undefined))
    }
    case 'Fn::FindInMap':
      return mapped(list, scope)
    case 'Fn::ToJsonString':
      return jsonText(resolve(argument, scope), scope)
    default:
      return unknownPart
  }
}

function substituted([template, variables]: readonly unknown[], scope: Resolving): string {
  if (typeof template !== 'string') return unknownPart
  scope.work.spend(1, template.length)
  const given = isRecord(variables) ? variables : {}
  const worked = new Map<string, string>()
  const variable = (name: string) => {
    const known = worked.get(name) ?? text(given[name], scope)
    worked.set(name, known)
    scope.work.spend(1, known.length)
    return known
  }
  const filled = replaceEnclosed(template, '${', '}', (inner, whole) => {
    const name = inner.trim()
    if (name.startsWith('!')) return `\${${name.slice(1)}}`
    if (Object.hasOwn(given, name)) return variable(name)
    const dot = name.indexOf('.')
    if (dot < 0) return asText(reference(name, scope) ?? whole)
    return ofResource(name.slice(0, dot), name.slice(dot + 1), scope)
  })
  // Dynamic references come last, because they may contain variables.
  return withoutDynamicReferences(filled)
}

function joined(separator: unknown, items: unknown, { work }: Resolving): string {
  if (!Array.isArray(items)) return unknownPart
  const between = asText(separator)
  const texts = items.map(asText)
  work.spend(
    texts.length,
    texts.reduce((sum, { length }) => sum + length + between.length, 0),
  )
  return texts.join(between)
}

/** Counts the result too, because JSON inside JSON doubles its backslashes. */
function jsonText(value: unknown, { work }: Resolving): string | undefined {
  const json: string | undefined = JSON.stringify(value)
  work.spend(1, json?.length ?? 0)
  return json
}

function mapped([name, first, second, more]: readonly unknown[], scope: Resolving): unknown {
  const keys = [name, first, second].map((part) => text(part, scope))
  let found: unknown = scope.template.Mappings
  for (const key of keys) found = isRecord(found) ? own(found, key) : undefined
  if (found === undefined && isRecord(more) && !keys.some(isUncertain)) found = more.DefaultValue
  const inner = beyond(scope)
  return found === undefined || inner === undefined ? unknownPart : resolve(found, inner)
}
