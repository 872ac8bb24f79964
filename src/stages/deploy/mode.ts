import { edgeName } from '../../core/run/describe.ts'
import { input, meaning, next } from '../../core/run/next-step.ts'
import { StageError } from '../../core/run/stage-error.ts'
import type { DeployInputs } from './inputs.ts'
import { deployInputs } from './inputs.ts'

/** Inputs that are fixed when a change set is made. Giving them again would have no effect, so they are refused. */
const decidedBefore = [
  'release',
  'archive',
  'template',
  'parameterOverrides',
  'capabilities',
  'tags',
  'roleArn',
  'notificationArns',
  'changeSetName',
  'includeNestedStacksChangeSet',
  'importExistingResources',
  'deploymentMode',
  'noExecuteChangeset',
  'recreate',
  'recover',
  's3Prefix',
] as const satisfies readonly (keyof DeployInputs)[]

/** Checks that the other inputs go with the mode. @throws StageError `input-missing`, `input-invalid` */
export function checkMode(inputs: DeployInputs): void {
  const { mode, executeChangeSetId } = inputs
  if (mode !== 'execute-only') {
    if (executeChangeSetId === undefined) return
    throw new StageError('input-invalid', `execute-change-set-id is given, and mode is ${mode}`, {
      hint: next`give ${input('mode', 'execute-only')} to execute it, or leave execute-change-set-id out`,
    })
  }
  if (executeChangeSetId === undefined)
    throw new StageError('input-missing', 'mode execute-only needs the change set', {
      hint: next`give ${input('execute-change-set-id', meaning('ARN'))}, the output change-set-id of the run that made it`,
    })
  const unset = deployInputs.parse({})
  const given = decidedBefore.filter((key) => String(inputs[key] ?? '') !== String(unset[key] ?? ''))
  if (given.length > 0)
    throw new StageError(
      'input-invalid',
      `mode execute-only executes a change set as it was made, and ${given.map(edgeName).join(', ')} would have no effect`,
      { hint: 'leave it out, or create a new change set with it' },
    )
}
