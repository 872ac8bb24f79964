import { own } from '../../core/own.ts'
import { isRecord } from '../deployment/template.ts'
import { isUncertain, OneOf, otherPart } from './resolved-text.ts'

/** The conditions of a template, with the way to work out the values that they compare. */
export interface Conditions {
  readonly declared: Readonly<Record<string, unknown>>
  readonly resolve: (value: unknown) => unknown
}

/** Whether a condition holds, by its name; undefined when that cannot be known. */
export function evaluateCondition(name: unknown, conditions: Conditions): boolean | undefined {
  if (typeof name !== 'string') return undefined
  const condition = own(conditions.declared, name)
  return condition === undefined ? undefined : evaluate(condition, conditions, new Set([name]))
}

function evaluate(condition: unknown, conditions: Conditions, seen: ReadonlySet<string>): boolean | undefined {
  if (!isRecord(condition)) return undefined
  const { declared, resolve } = conditions
  const [name, argument] = Object.entries(condition)[0] ?? []
  const list = Array.isArray(argument) ? argument : []
  const all = () => list.map((item) => evaluate(item, conditions, seen))
  switch (name) {
    case 'Condition': {
      if (typeof argument !== 'string' || seen.has(argument)) return undefined
      return evaluate(own(declared, argument), conditions, new Set([...seen, argument]))
    }
    case 'Fn::Equals':
      return equal(resolve(list[0]), resolve(list[1]))
    case 'Fn::Not': {
      const [holds] = all()
      return holds === undefined ? undefined : !holds
    }
    case 'Fn::And':
      return all().includes(false) ? false : all().includes(undefined) ? undefined : true
    case 'Fn::Or':
      return all().includes(true) ? true : all().includes(undefined) ? undefined : false
    default:
      return undefined
  }
}

function equal(one: unknown, other: unknown): boolean | undefined {
  const [a, b] = [one, other].map((value) => (value instanceof OneOf ? undefined : JSON.stringify(value)))
  if (a === undefined || b === undefined || isUncertain(a + b) || (a + b).includes(otherPart)) return undefined
  return a.replace(/^"|"$/g, '') === b.replace(/^"|"$/g, '')
}
