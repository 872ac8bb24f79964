import { isRecord } from '../../core/documents/is-record.ts'
import { own } from '../../core/run/own.ts'
import { resolvingLimits } from '../documents/limits.ts'
import { isUncertain, OneOf, otherPart } from './resolved-text.ts'

/** The conditions of a template, and how to resolve the values that they compare. */
export interface Conditions {
  readonly declared: Readonly<Record<string, unknown>>
  readonly resolve: (value: unknown) => unknown
}

/** The conditions of one template that were evaluated. */
export interface ConditionWork {
  /** By name, each evaluated once. A condition that refers to itself is undefined. */
  readonly known: Map<string, boolean | undefined>
  /** How many evaluations are nested at the moment; shared by all that may nest in each other. */
  readonly depth: { levels: number }
}

/** Whether a condition holds, by its name; undefined when that cannot be known. */
export function evaluateCondition(
  name: unknown,
  conditions: Conditions,
  work: ConditionWork = { known: new Map(), depth: { levels: 0 } },
): boolean | undefined {
  return typeof name === 'string' ? evaluateNamed(name, conditions, work) : undefined
}

function evaluateNamed(name: string, conditions: Conditions, work: ConditionWork): boolean | undefined {
  const { known } = work
  if (known.has(name)) return known.get(name)
  known.set(name, undefined)
  const holds = evaluate(own(conditions.declared, name), conditions, work)
  known.set(name, holds)
  return holds
}

function evaluate(condition: unknown, conditions: Conditions, work: ConditionWork): boolean | undefined {
  if (!isRecord(condition) || work.depth.levels === resolvingLimits.conditionLevels) return undefined
  work.depth.levels += 1
  const holds = evaluateFunction(condition, conditions, work)
  work.depth.levels -= 1
  return holds
}

function evaluateFunction(
  condition: Record<string, unknown>,
  conditions: Conditions,
  work: ConditionWork,
): boolean | undefined {
  const { resolve } = conditions
  const [name, argument] = Object.entries(condition)[0] ?? []
  const list = Array.isArray(argument) ? argument : []
  const all = () => list.map((item) => evaluate(item, conditions, work))
  switch (name) {
    case 'Condition':
      return typeof argument === 'string' ? evaluateNamed(argument, conditions, work) : undefined
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
