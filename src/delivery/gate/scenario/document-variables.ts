import type { GateArgument } from '../../../core/gate/gate-activity.ts'
import { inputValue, omitted } from './convert.ts'
import type { Variables } from './variables.ts'

/**
 * The variables of a GraphQL document: its initial values, with the arguments at their paths.
 * @throws ActivityFailure
 */
export function documentVariables(
  activity: { readonly variables: Readonly<Record<string, unknown>>; readonly arguments: readonly GateArgument[] },
  variables: Variables,
): Record<string, unknown> {
  const result = { ...activity.variables }
  for (const argument of activity.arguments) {
    const value = inputValue(argument, variables)
    if (value !== omitted) put(result, argument.to.split('.'), value)
  }
  return result
}

/** Sets a value at a path. Containers on the path are copied, because the definition is used again. */
function put(target: Record<string, unknown>, [first, ...rest]: readonly string[], value: unknown): void {
  const name = first!
  const below = Object.hasOwn(target, name) ? target[name] : undefined
  const inner = { ...(below !== null && typeof below === 'object' ? below : {}) }
  if (rest.length > 0) put(inner, rest, value)
  Object.defineProperty(target, name, {
    value: rest.length > 0 ? inner : value,
    enumerable: true,
    configurable: true,
    writable: true,
  })
}
