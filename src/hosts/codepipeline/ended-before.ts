import type { StageDescription } from '../../core/run/describe.ts'
import type { Result } from '../../core/run/host.ts'
import { own } from '../../core/run/own.ts'
import { variableOf } from './output-variables.ts'

/** How a stage ends that has nothing left to do. An action with another end fails, so that no other one follows it. */
const ends = ['succeeded', 'no-changes'] as const

/**
 * What an attach action hands on when the action before it has finished the stage; undefined when the stage goes on, or
 * nothing is known of it: to run a stage again is safe.
 * @param before output variables of that action, by their own names or those of the outputs
 */
export function endedBefore(
  before: Readonly<Record<string, string>>,
  { name, outputs }: Pick<StageDescription, 'name' | 'outputs'>,
): Result | undefined {
  const outcome = ends.find((end) => end === own(before, 'outcome'))
  if (outcome === undefined) return undefined
  const known = outputs.flatMap((field) => {
    const value = own(before, field.name) ?? own(before, variableOf(field.name) ?? '')
    return value === undefined || field.name === 'outcome' ? [] : [[field.key, value] as const]
  })
  return { kind: 'done', stage: name, outcome, outputs: Object.fromEntries(known) }
}
