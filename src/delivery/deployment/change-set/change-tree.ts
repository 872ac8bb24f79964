import type { ChangeSet } from '../../../core/ports/stacks.ts'
import type { ChangeTree } from '../../plan/build-plan.ts'
import { parseTemplate, type Template } from '../../template/template.ts'
import { isRewritten } from '../../template/validate-template.ts'
import type { DeploymentRun } from '../deployment-run.ts'

type Reading = Pick<DeploymentRun, 'stacks' | 'patient' | 'context'>

/** Reads the templates before and after a change set, and the change sets of its nested stacks. */
export async function readChangeTree(
  changeSet: ChangeSet,
  exists: boolean,
  after: Template | undefined,
  run: Reading,
): Promise<ChangeTree> {
  const { stacks, patient } = run
  const read = async (id: string) =>
    parseTemplate(await patient(() => stacks.readTemplate(changeSet.stackId, id)), 'the template')
  const before = exists ? await deployedTemplate(changeSet.stackId, run) : undefined
  const nested = new Map<string, ChangeTree>()
  for (const change of changeSet.changes) {
    const id = change.nestedChangeSetId
    if (id === undefined) continue
    const inner = await patient(() => stacks.findChangeSet(change.physicalId ?? changeSet.stackId, id))
    if (inner === undefined) continue
    nested.set(change.logicalId, await readChangeTree(inner, change.action !== 'Add', undefined, run))
  }
  const wanted = after ?? (await read(changeSet.id))
  const processed = isRewritten(wanted) ? await processedTemplate(changeSet, run) : undefined
  return { changeSet, before, after: wanted, processed, nested }
}

/** The template after macros such as SAM's, which contains the roles that the source only implies. */
async function processedTemplate(
  { stackId, id }: ChangeSet,
  { stacks, patient }: Reading,
): Promise<Template | undefined> {
  const text = await patient(() => stacks.readTemplate(stackId, id, 'Processed'))
  return parseTemplate(text, 'the processed template')
}

/** Undefined, with a warning, when the deployed template cannot be read or parsed. */
async function deployedTemplate(stackId: string, { stacks, patient, context }: Reading): Promise<Template | undefined> {
  const text = await patient(() => stacks.readTemplate(stackId))
  try {
    return await parseTemplate(text, 'the deployed template')
  } catch (error) {
    context.report({ kind: 'warning', text: `no comparison with the deployed template: ${(error as Error).message}` })
    return undefined
  }
}
