import type { ChangeSet, ChangeSetRequest } from '../../../core/ports/stacks.ts'
import { joined } from '../../../core/run/next-step.ts'
import { StageError } from '../../../core/run/stage-error.ts'
import { changeSetDifference } from '../../plan/change-set-difference.ts'
import { refusalCode } from '../../retry/transient.ts'
import { parseTemplate } from '../../template/template.ts'
import type { Deployment } from '../deployment.ts'
import type { DeploymentRun } from '../deployment-run.ts'

type Comparing = Pick<DeploymentRun, 'stacks' | 'patient' | 'wanted' | 'desired' | 'context'>

/**
 * Compares a change set, as CloudFormation returns it now, with the request of this run. A change set that is gone is
 * not an error here: CloudFormation refuses its execution.
 * @throws StageError `change-set-differs`, `access-denied`
 */
export async function verifyChangeSet(
  changeSet: ChangeSet,
  request: ChangeSetRequest,
  { stack }: Pick<Deployment, 'stack'>,
  run: Comparing,
): Promise<void> {
  const { stacks, patient, wanted } = run
  const { id, stackId } = changeSet
  const [now, given] = await Promise.all([patient(() => stacks.findChangeSet(stackId, id)), readGiven(changeSet, run)])
  if (now === undefined || given === 'gone') return
  const text = wanted.source?.text
  const template = wanted.template ?? (given.template && (await parseTemplate(given.template, 'the template')))
  const asked = { request, id, stackId, text, template: template || undefined, stack }
  const difference = changeSetDifference(asked, now, given.template)
  if (difference.length === 0) return
  const lines = difference.map((line) => `  ${line}`)
  throw new StageError(
    'change-set-differs',
    [`change set ${changeSet.name} is not what was asked for, and was not executed`, ...lines].join('\n'),
    { hint: 'find out in CloudTrail who changed it, or which proxy answers in place of CloudFormation' },
  )
}

/**
 * The template of the change set. The documented role of the AWS action may not read it, so without a release the
 * deployment goes on with a warning. With a release, the missing right is an error.
 */
async function readGiven(
  { stackId, id }: ChangeSet,
  { stacks, patient, desired, context }: Comparing,
): Promise<{ readonly template: string | undefined } | 'gone'> {
  try {
    return { template: await patient(() => stacks.readTemplate(stackId, id)) }
  } catch (error) {
    if (/^ChangeSetNotFound(Exception)?$/.test(refusalCode(error) ?? '')) return 'gone'
    if (!(error instanceof StageError) || error.reason !== 'access-denied' || desired.release !== undefined) throw error
    const text = `the template of the change set could not be compared before its execution: ${error.message}`
    context.report({ kind: 'warning', text: joined([text, error.hint], '; ') ?? text })
    return { template: undefined }
  }
}
