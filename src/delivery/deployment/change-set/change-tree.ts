import type { ChangeSet } from '../../../core/ports/stacks.ts'
import { StageError } from '../../../core/run/stage-error.ts'
import type { ChangeTree } from '../../plan/build-plan.ts'
import { parseTemplate, type Template } from '../../template/template.ts'
import { isRewritten } from '../../template/validate-template.ts'
import type { DeploymentWork } from '../deployment-work.ts'

/** What reading the templates of a change set needs. */
export interface TreeReading {
  readonly stacks: Pick<DeploymentWork['stacks'], 'readTemplate' | 'findChangeSet'>
  readonly context: Pick<DeploymentWork['context'], 'report'>
}

/** Reads the templates before and after a change set, and the change sets of its nested stacks. */
export async function readChangeTree(
  changeSet: ChangeSet,
  exists: boolean,
  after: Template | undefined,
  work: TreeReading,
): Promise<ChangeTree> {
  const { stacks } = work
  const read = async (id: string) => parseTemplate(await stacks.readTemplate(changeSet.stackId, id), 'the template')
  const before = exists ? await deployedTemplate(changeSet.stackId, work) : undefined
  const nested = new Map<string, ChangeTree>()
  for (const change of changeSet.changes) {
    const id = change.nestedChangeSetId
    if (id === undefined) continue
    const inner = await stacks.findChangeSet(change.physicalId ?? changeSet.stackId, id)
    if (inner === undefined) continue
    nested.set(change.logicalId, await readChangeTree(inner, change.action !== 'Add', undefined, work))
  }
  const wanted = after ?? (await read(changeSet.id))
  const processed = isRewritten(wanted) ? await processedTemplate(changeSet, work) : undefined
  const processedBefore = before && isRewritten(before) ? await processedDeployed(changeSet.stackId, work) : undefined
  const valued = exists ? await valuedChanges(changeSet, work) : undefined
  return { changeSet, before, after: wanted, processed, processedBefore, valued, nested }
}

/** The template after macros such as SAM's, which contains the roles that the source only implies. */
async function processedTemplate({ stackId, id }: ChangeSet, { stacks }: TreeReading): Promise<Template | undefined> {
  const text = await stacks.readTemplate(stackId, id, 'Processed')
  return parseTemplate(text, 'the processed template')
}

/** Only shown to people, so the plan does without them when they cannot be read. */
async function valuedChanges({ stackId, id }: ChangeSet, { stacks }: TreeReading): Promise<ChangeTree['valued']> {
  try {
    return (await stacks.findChangeSet(stackId, id, 'with values'))?.changes
  } catch (error) {
    if (!(error instanceof StageError)) throw error
    return undefined
  }
}

/** Only shown to people, so the plan does without it when it cannot be read. */
async function processedDeployed(stackId: string, { stacks }: TreeReading): Promise<Template | undefined> {
  try {
    return await parseTemplate(await stacks.readTemplate(stackId, undefined, 'Processed'), 'the deployed template')
  } catch (error) {
    if (!(error instanceof StageError)) throw error
    return undefined
  }
}

/** Undefined, with a warning, when the deployed template cannot be read or parsed. */
async function deployedTemplate(stackId: string, { stacks, context }: TreeReading): Promise<Template | undefined> {
  const text = await stacks.readTemplate(stackId)
  try {
    return await parseTemplate(text, 'the deployed template')
  } catch (error) {
    context.report({ kind: 'warning', text: `no comparison with the deployed template: ${(error as Error).message}` })
    return undefined
  }
}
