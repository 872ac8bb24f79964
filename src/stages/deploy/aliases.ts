import { edgeName } from '../../core/run/describe.ts'
import { StageError } from '../../core/run/stage-error.ts'
import type { DeployInputs } from './inputs.ts'

/** What the action of AWS calls an input, and what it is called here: a workflow that comes from there keeps its words. */
const aliases = [
  ['name', 'stack'],
  ['s3Bucket', 'bucket'],
] as const

/**
 * The inputs under the names that all stages have, whichever of the two was given.
 * @throws StageError `input-invalid` when both are given with different values
 */
export function withoutAliases(given: DeployInputs): DeployInputs {
  const inputs = { ...given }
  for (const [alias, name] of aliases) {
    const value = given[alias]
    const other = given[name]
    if (value === undefined) continue
    if (other !== undefined && other !== value)
      throw new StageError(
        'input-invalid',
        `${edgeName(alias)} is ${JSON.stringify(value)}, and ${name} is ${JSON.stringify(other)}: both mean the ${name}`,
        { hint: `leave ${edgeName(alias)} out` },
      )
    inputs[name] = value
    inputs[alias] = undefined
  }
  return inputs
}
