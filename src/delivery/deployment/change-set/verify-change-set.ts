import type { ChangeSet, ChangeSetRequest, Stack } from '../../../core/ports/stacks.ts'
import { joined } from '../../../core/run/next-step.ts'
import { StageError } from '../../../core/run/stage-error.ts'
import { changeSetDifference } from '../../plan/change-set-difference.ts'
import { refusalCode } from '../../retry/transient.ts'
import { parseTemplate } from '../../template/template.ts'
import type { DeploymentWork } from '../deployment-work.ts'
import type { WantedTemplate } from '../wanted-template.ts'

/** What this run asked for. */
export interface AskedChangeSet {
  readonly request: Omit<ChangeSetRequest, 'template'>
  readonly wanted: Pick<WantedTemplate, 'template' | 'source'>
  /** The stack before the request; undefined when it did not exist. */
  readonly stack: Stack | undefined
  /** Whether the deployment stops when its role may not read the template of the change set. */
  readonly mustRead: boolean
}

/**
 * Compares a change set, as CloudFormation returns it now, with the request of this run. A change set that is gone is
 * not an error here: CloudFormation refuses its execution.
 * @throws StageError `change-set-differs`, `access-denied`
 */
export async function verifyChangeSet(
  changeSet: ChangeSet,
  { request, wanted, stack, mustRead }: AskedChangeSet,
  work: DeploymentWork,
): Promise<void> {
  const { id, stackId } = changeSet
  const [now, given] = await Promise.all([work.stacks.findChangeSet(stackId, id), readGiven(changeSet, mustRead, work)])
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
  mustRead: boolean,
  { stacks, context }: DeploymentWork,
): Promise<{ readonly template: string | undefined } | 'gone'> {
  try {
    return { template: await stacks.readTemplate(stackId, id) }
  } catch (error) {
    if (/^ChangeSetNotFound(Exception)?$/.test(refusalCode(error) ?? '')) return 'gone'
    if (!(error instanceof StageError) || error.reason !== 'access-denied' || mustRead) throw error
    const text = `the template of the change set could not be compared before its execution: ${error.message}`
    context.report({ kind: 'warning', text: joined([text, error.hint], '; ') ?? text })
    return { template: undefined }
  }
}
