import type { ChangeSet } from '../../core/ports/stacks.ts'
import type { ChangeTree } from './build-plan.ts'
import type { DeploymentRun } from './deployment-run.ts'
import { parseTemplate, type Template } from './template.ts'

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
  return { changeSet, before, after: after ?? (await read(changeSet.id)), nested }
}

/** Undefined, with a warning, when what is deployed cannot be read as a template. */
async function deployedTemplate(stackId: string, { stacks, patient, context }: Reading): Promise<Template | undefined> {
  const text = await patient(() => stacks.readTemplate(stackId))
  try {
    return await parseTemplate(text, 'the deployed template')
  } catch (error) {
    context.report({ kind: 'warning', text: `no comparison with the deployed template: ${(error as Error).message}` })
    return undefined
  }
}
