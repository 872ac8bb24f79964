import { poll } from '../../../core/pacing/poll.ts'
import type { ChangeSet, ChangeSetSummary } from '../../../core/ports/stacks.ts'
import { StageError } from '../../../core/run/stage-error.ts'
import { refusalCode, refusalText } from '../../retry/transient.ts'
import { operationToken, previewPrefix } from '../deployment-identity.ts'
import type { DeploymentWork } from '../deployment-work.ts'
import type { MadeChangeSet } from './change-set.ts'

/** No run still works on a preview of this age, in milliseconds. */
export const oldPreviewMilliseconds = 60 * 60_000
/** How long an interrupted run still cleans up, in milliseconds. A GitHub runner waits 7.5 seconds after its signal. */
const lastMilliseconds = 5000

type PreviewWork = Pick<DeploymentWork, 'context' | 'secret' | 'stacks'>

/**
 * Removes the change set of a preview. A stack that only previews have is removed together with its last change set.
 * Change sets of other previews stay while their runs may still use them.
 */
export async function discardPreview({ id, stackId }: MadeChangeSet, work: PreviewWork): Promise<void> {
  await deletePreview(stackId, id, work)
  const [, name = ''] = stackId.match(/:stack\/([^/]+)\//) ?? []
  if (isPreviewStack(name)) await removeUnused(name, work, id)
}

/** The same after an interruption: it has five seconds, and its own failures are left to the next preview. */
export async function discardInterrupted(made: MadeChangeSet, work: PreviewWork): Promise<void> {
  const context = { ...work.context, signal: AbortSignal.timeout(lastMilliseconds) }
  await discardPreview(made, { ...work, context }).catch(() => undefined)
}

/**
 * Removes what previews whose runs ended early left at a stack: change sets with our name and our description that are
 * older than an hour, and a stack that only previews have. A role that may not list them leaves them.
 */
export async function removeOldPreviews(stack: string, work: PreviewWork): Promise<void> {
  try {
    if (isPreviewStack(stack)) return await removeUnused(stack, work)
    const now = work.context.clock.now()
    const old = (await work.stacks.listChangeSets(stack)).filter((found) => isOldPreview(found, now))
    for (const { id } of old) await deletePreview(stack, id, work)
    if (old.length > 0)
      work.context.report({ kind: 'note', text: `${stack}: removed ${old.length} previews that ended early` })
  } catch (error) {
    if (!(error instanceof StageError) || error.reason !== 'access-denied') throw error
  }
}

/** Whether a stack is one that only previews have. */
export function isPreviewStack(name: string): boolean {
  return name.startsWith(previewPrefix)
}

async function removeUnused(name: string, { stacks, context, secret }: PreviewWork, own?: string): Promise<void> {
  const stack = await stacks.find(name)
  if (stack?.status !== 'REVIEW_IN_PROGRESS') return
  const now = context.clock.now()
  const used = (await stacks.listChangeSets(name)).some(
    (found) => found.id !== own && !found.status.startsWith('DELETE_') && !isOldPreview(found, now),
  )
  if (used) return
  // CloudFormation removes old change sets of the stack together with it.
  await stacks.delete(stack.id, operationToken('review', [secret, stack.id]))
  await poll(context, { first: 250, longest: 2000, limit: lastMilliseconds }, async () =>
    (await stacks.find(stack.id)) === undefined ? true : undefined,
  )
}

/**
 * CloudFormation refuses to delete a change set that it still makes, so we repeat the call. A change set that is gone
 * is no failure.
 */
async function deletePreview(stack: string, id: ChangeSet['id'], { stacks, context }: PreviewWork): Promise<void> {
  await poll(context, { first: 250, longest: 1000, limit: lastMilliseconds }, async () => {
    try {
      await stacks.deleteChangeSet(stack, id)
      return true
    } catch (error) {
      if (/^InvalidChangeSetStatus(Exception)?$/.test(refusalCode(error) ?? '')) return undefined
      if (/^ChangeSetNotFound(Exception)?$/.test(refusalCode(error) ?? '') || isWithoutStack(error)) return true
      throw error
    }
  })
}

/** Another preview may have removed the empty stack with all its change sets. */
function isWithoutStack(error: unknown): boolean {
  return refusalCode(error) === 'ValidationError' && /does not exist/.test(refusalText(error))
}

function isOldPreview({ name, description = '', createdAt }: ChangeSetSummary, now: Date): boolean {
  const isOurs = name.startsWith(previewPrefix) && /^liftlock preview [0-9a-f]{64}$/.test(description)
  return isOurs && createdAt !== undefined && now.getTime() - Date.parse(createdAt) > oldPreviewMilliseconds
}
