import { isForgeFailure } from '../../core/forge/forge-error.ts'
import type { Forge } from '../../core/ports/forge.ts'
import type { PendingRelease } from './release-plan.ts'

/**
 * Brings a released branch back into another one, such as `develop`: by moving it forward where that is enough, else by a
 * pull request.
 */
export async function mergeBack(
  { history, branches, refs, pullRequests }: Forge,
  { from, to, tag }: { from: string; to: string; tag: string },
): Promise<{ readonly kind: 'up-to-date' | 'moved' } | { readonly kind: 'proposed'; readonly url: string }> {
  const target = await branches.find(to)
  const source = await history.read(from)
  const { status } = await history.compare(to, source.sha)
  if (status === 'identical' || status === 'behind') return { kind: 'up-to-date' }
  if (status === 'ahead' && target !== undefined)
    try {
      await refs.move(`heads/${to}`, { sha: source.sha, expected: target.commit })
      return { kind: 'moved' }
    } catch (error) {
      if (!isForgeFailure(error, 'conflict', 'protected')) throw error
    }
  const open = await pullRequests.find(from, { base: to })
  const title = `chore: bring release ${tag} back into ${to}`
  const body = `Release ${tag} is on ${from}. This brings it into ${to}.`
  const { url } = open ?? (await pullRequests.create({ head: from, base: to, title, body }))
  return { kind: 'proposed', url }
}

/** Deletes the branch of a merged release pull request, unless somebody pushed to it since. */
export async function deleteProposal({ refs }: Forge, { proposal }: PendingRelease): Promise<void> {
  if (proposal === undefined) return
  try {
    await refs.delete(`heads/${proposal.branch}`, proposal.sha)
  } catch (error) {
    if (!isForgeFailure(error, 'conflict')) throw error
  }
}

/**
 * Starts workflows for a release. What the token of a job creates starts no workflow by itself, except by this call (GitHub Docs,
 * "Triggering a workflow from a workflow"). A workflow that has a run for the tag is not started again.
 * @returns the workflows that were started
 */
export async function startWorkflows(
  { runs }: Forge,
  workflows: readonly string[],
  { tag, inputs }: { tag: string; inputs: Readonly<Record<string, string>> },
): Promise<readonly string[]> {
  const started: string[] = []
  for (const workflow of workflows) {
    const [earlier] = await runs.list({ workflow, branch: tag, event: 'workflow_dispatch' }, 1)
    if (earlier !== undefined) continue
    await runs.dispatch(workflow, tag, inputs)
    started.push(workflow)
  }
  return started
}
