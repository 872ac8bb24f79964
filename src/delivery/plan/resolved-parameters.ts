import type { GivenParameter } from '../../core/ports/stacks.ts'
import { digestOf } from '../digest.ts'

/** How the service shows the value of a NoEcho parameter. */
export const hiddenValue = '****'

/**
 * Digests of what SSM parameters held when a change set was made, by name of the template's parameter. A parameter whose
 * value is hidden is left out.
 */
export function resolvedDigests(parameters: readonly GivenParameter[], stack: string): Record<string, string> {
  return Object.fromEntries(
    parameters.flatMap(({ name, resolved }) =>
      resolved === undefined || resolved === hiddenValue ? [] : [[name, digestOf([stack, name, resolved])]],
    ),
  )
}
