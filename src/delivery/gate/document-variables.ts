import type { GateArgument } from '../../core/gate-activity.ts'
import { inputValue, omitted } from './convert.ts'
import type { Variables } from './variables.ts'

/** The variables of a document: what it starts with, and the arguments in their places. @throws ActivityFailure */
export function documentVariables(
  activity: { readonly variables: Readonly<Record<string, unknown>>; readonly arguments: readonly GateArgument[] },
  variables: Variables,
): Record<string, unknown> {
  const result = structuredClone(activity.variables) as Record<string, unknown>
  for (const argument of activity.arguments) {
    const value = inputValue(argument, variables)
    if (value !== omitted) put(result, argument.to.split('.'), value)
  }
  return result
}

function put(target: Record<string, unknown>, [first, ...rest]: readonly string[], value: unknown): void {
  const name = first!
  if (rest.length === 0) {
    Object.defineProperty(target, name, { value, enumerable: true, configurable: true, writable: true })
    return
  }
  if (!Object.hasOwn(target, name) || typeof target[name] !== 'object' || target[name] === null) put(target, [name], {})
  put(target[name] as Record<string, unknown>, rest, value)
}
