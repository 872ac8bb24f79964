import { isRecord } from '../../core/documents/is-record.ts'
import { enclosedIn } from './enclosed.ts'
import type { Template } from './template.ts'

/** A use of a name in a template. */
export interface Reference {
  readonly to: string
  /** What the name may refer to; `value` is a parameter, a resource or a pseudo parameter. */
  readonly kind: 'value' | 'resource' | 'condition' | 'mapping'
  /** Path of the use, from the top of the template. */
  readonly path: readonly string[]
}

/** Every reference by Ref, Fn::GetAtt, Fn::Sub, Fn::If, Fn::FindInMap, Condition and DependsOn, in order. */
export function referencesOf(template: Template): Reference[] {
  const found: Reference[] = []
  for (const [id, resource] of Object.entries(template.Resources)) {
    const path = ['Resources', id]
    for (const to of [resource.DependsOn ?? []].flat() as string[])
      found.push({ to, kind: 'resource', path: [...path, 'DependsOn'] })
    if (typeof resource.Condition === 'string')
      found.push({ to: resource.Condition, kind: 'condition', path: [...path, 'Condition'] })
    for (const key of ['Properties', 'Metadata', 'UpdatePolicy', 'CreationPolicy'])
      collect((resource as unknown as Record<string, unknown>)[key], [...path, key], found)
  }
  collect(template.Conditions, ['Conditions'], found)
  for (const [name, output] of Object.entries(template.Outputs ?? {})) {
    if (!isRecord(output)) continue
    const path = ['Outputs', name]
    if (typeof output.Condition === 'string')
      found.push({ to: output.Condition, kind: 'condition', path: [...path, 'Condition'] })
    for (const key of ['Value', 'Export']) collect(output[key], [...path, key], found)
  }
  return found
}

function collect(value: unknown, path: readonly string[], found: Reference[]): void {
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) collect(item, [...path, String(index)], found)
    return
  }
  if (!isRecord(value)) return
  const keys = Object.keys(value)
  const only = keys.length === 1 ? keys[0]! : undefined
  const argument = only === undefined ? undefined : value[only]
  if (only === 'Ref' && typeof argument === 'string') found.push({ to: argument, kind: 'value', path })
  if (only === 'Condition' && typeof argument === 'string') found.push({ to: argument, kind: 'condition', path })
  if (only === 'Fn::GetAtt') collectAttribute(argument, path, found)
  if (only === 'Fn::Sub') collectSubstitution(argument, path, found)
  if (only === 'Fn::If' && Array.isArray(argument) && typeof argument[0] === 'string')
    found.push({ to: argument[0], kind: 'condition', path })
  if (only === 'Fn::FindInMap' && Array.isArray(argument) && typeof argument[0] === 'string')
    found.push({ to: argument[0], kind: 'mapping', path })
  for (const key of keys) collect(value[key], [...path, key], found)
}

function collectAttribute(argument: unknown, path: readonly string[], found: Reference[]): void {
  const target = Array.isArray(argument)
    ? argument[0]
    : typeof argument === 'string'
      ? argument.split('.')[0]
      : undefined
  if (typeof target === 'string') found.push({ to: target, kind: 'resource', path })
}

function collectSubstitution(argument: unknown, path: readonly string[], found: Reference[]): void {
  const [text, variables] = Array.isArray(argument) ? argument : [argument, {}]
  if (typeof text !== 'string') return
  for (const enclosed of enclosedIn(text, '${')) {
    const inner = afterLiterals(enclosed)
    if (inner === undefined || inner === '') continue
    const name = inner.trim()
    if (isRecord(variables) && Object.hasOwn(variables, name)) continue
    const [target, attribute] = name.split('.')
    found.push({ to: target!, kind: attribute === undefined ? 'value' : 'resource', path })
  }
}

/** `${!` begins a literal, in which a variable may begin before the brace is closed. */
function afterLiterals(enclosed: string): string | undefined {
  let inner = enclosed
  while (inner.startsWith('!')) {
    const next = inner.indexOf('${')
    if (next === -1) return undefined
    inner = inner.slice(next + 2)
  }
  return inner
}
