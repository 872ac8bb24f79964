import { own } from '../../core/own.ts'
import { isRecord } from '../deployment/template.ts'
import { resolveValue, type ValueScope } from './resolve-values.ts'
import { isUncertain, OneOf, otherPart } from './resolved-text.ts'

/** Whether a condition of the template holds, by its name; undefined when that cannot be known. */
export function conditionValue(name: unknown, scope: ValueScope): boolean | undefined {
  if (typeof name !== 'string') return undefined
  const condition = own(scope.template.Conditions ?? {}, name)
  return condition === undefined ? undefined : evaluate(condition, scope, new Set([name]))
}

function evaluate(condition: unknown, scope: ValueScope, seen: ReadonlySet<string>): boolean | undefined {
  if (!isRecord(condition)) return undefined
  const [name, argument] = Object.entries(condition)[0] ?? []
  const list = Array.isArray(argument) ? argument : []
  const all = () => list.map((item) => evaluate(item, scope, seen))
  switch (name) {
    case 'Condition': {
      if (typeof argument !== 'string' || seen.has(argument)) return undefined
      return evaluate(own(scope.template.Conditions ?? {}, argument), scope, new Set([...seen, argument]))
    }
    case 'Fn::Equals':
      return equal(resolveValue(list[0], scope), resolveValue(list[1], scope))
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
