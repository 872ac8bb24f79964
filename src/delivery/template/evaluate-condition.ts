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
  return evaluateNamed(name, conditions, new Map())
}

/** What is known of conditions by their names, each worked out once. One that leads back to itself is not known. */
type Known = Map<string, boolean | undefined>

function evaluateNamed(name: string, conditions: Conditions, known: Known): boolean | undefined {
  if (known.has(name)) return known.get(name)
  known.set(name, undefined)
  const holds = evaluate(own(conditions.declared, name), conditions, known)
  known.set(name, holds)
  return holds
}

function evaluate(condition: unknown, conditions: Conditions, known: Known): boolean | undefined {
  if (!isRecord(condition)) return undefined
  const { resolve } = conditions
  const [name, argument] = Object.entries(condition)[0] ?? []
  const list = Array.isArray(argument) ? argument : []
  const all = () => list.map((item) => evaluate(item, conditions, known))
  switch (name) {
    case 'Condition':
      return typeof argument === 'string' ? evaluateNamed(argument, conditions, known) : undefined
    case 'Fn::Equals':
      return equal(resolve(list[0]), resolve(list[1]))
    case 'Fn::Not': {
      const [holds] = all()
      return holds === undefined ? undefined : !holds
    }
    case 'Fn::And': {
      const hold = all()
      return hold.includes(false) ? false : hold.includes(undefined) ? undefined : true
    }
    case 'Fn::Or': {
      const hold = all()
      return hold.includes(true) ? true : hold.includes(undefined) ? undefined : false
    }
    default:
      return undefined
  }
}

function equal(one: unknown, other: unknown): boolean | undefined {
  const [a, b] = [one, other].map((value) => (value instanceof OneOf ? undefined : JSON.stringify(value)))
  if (a === undefined || b === undefined || isUncertain(a + b) || (a + b).includes(otherPart)) return undefined
  return a.replace(/^"|"$/g, '') === b.replace(/^"|"$/g, '')
}
