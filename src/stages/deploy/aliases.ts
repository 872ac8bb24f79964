import { edgeName } from '../../core/run/describe.ts'
import { StageError } from '../../core/run/stage-error.ts'
import type { DeployInputs } from './inputs.ts'

/**
 * What the AWS action calls an input, and what we call it. A workflow that moves from the AWS action keeps its names.
 */
const aliases = [
  ['name', 'stack'],
  ['s3Bucket', 'bucket'],
] as const

/**
 * The inputs under the names that all stages share. Each may be given under its own name or under that of the AWS
 * action.
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
