import type { GivenParameter } from '../../core/ports/stacks.ts'
import { digestOf } from '../digest.ts'

/** The text that CloudFormation returns in place of the value of a NoEcho parameter. */
export const hiddenValue = '****'

/**
 * Digests of the SSM parameter values at the time of the change set, by parameter of the template. A parameter with a
 * hidden value is left out.
 */
export function resolvedDigests(parameters: readonly GivenParameter[], stack: string): Record<string, string> {
  return Object.fromEntries(
    parameters.flatMap(({ name, resolved }) =>
      resolved === undefined || resolved === hiddenValue ? [] : [[name, digestOf([stack, name, resolved])]],
    ),
  )
}
