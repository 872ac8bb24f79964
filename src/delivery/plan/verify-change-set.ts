import type { ChangeSet, ChangeSetRequest } from '../../core/ports/stacks.ts'
import { StageError } from '../../core/stage-error.ts'
import type { Deployment } from '../deployment/deployment.ts'
import type { DeploymentRun } from '../deployment/deployment-run.ts'
import { parseTemplate } from '../deployment/template.ts'
import { refusalCode } from '../deployment/transient.ts'
import { changeSetDifference } from './change-set-difference.ts'

/**
 * Compares a change set, as the service gives it back now, with what this run asked for. One that has gone is left to the
 * execution, which the service refuses then.
 * @throws StageError `change-set-differs`
 */
export async function verifyChangeSet(
  changeSet: ChangeSet,
  request: ChangeSetRequest,
  { stack }: Pick<Deployment, 'stack'>,
  { stacks, patient, wanted }: Pick<DeploymentRun, 'stacks' | 'patient' | 'wanted'>,
): Promise<void> {
  const { id, stackId } = changeSet
  const [now, template] = await Promise.all([
    patient(() => stacks.findChangeSet(stackId, id)),
    patient(() => stacks.readTemplate(stackId, id)).catch(goneAsUndefined),
  ])
  if (now === undefined || template === undefined) return
  const text = wanted.source?.text
  const declared = wanted.template ?? (await parseTemplate(template, 'the template'))
  const asked = { request, id, stackId, text, template: declared, stack }
  const difference = changeSetDifference(asked, now, template)
  if (difference.length === 0) return
  const lines = difference.map((line) => `  ${line}`)
  throw new StageError(
    'change-set-differs',
    [`change set ${changeSet.name} is not what was asked for, and was not executed`, ...lines].join('\n'),
    { hint: 'find out in CloudTrail who changed it, or which proxy answers in place of CloudFormation' },
  )
}

function goneAsUndefined(error: unknown): undefined {
  if (!/^ChangeSetNotFound(Exception)?$/.test(refusalCode(error) ?? '')) throw error
  return undefined
}
