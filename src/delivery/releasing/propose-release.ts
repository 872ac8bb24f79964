import type { TreeChange } from '../../core/ports/forge/objects.ts'
import type { PullRequest } from '../../core/ports/forge/pull-requests.ts'
import type { Forge } from '../../core/ports/forge.ts'
import { StageError } from '../../core/run/stage-error.ts'
import { commitRelease } from './commit-release.ts'
import { proposalBranch, readMarker, releaseMessage, renderProposal, taggedBy } from './release-marker.ts'
import type { ReleasePlan, ReleaseRules } from './release-plan.ts'

/** A release pull request, and whether this run changed it. */
export interface Proposal {
  readonly pullRequest: PullRequest
  readonly outcome: 'created' | 'updated' | 'unchanged' | 'refused-before'
}

const about =
  'Merging this pull request releases the version in its title. The text between the marks becomes the notes of the release if there is no changelog.'

/**
 * Creates or updates the pull request of a release. A branch with commits of others is left alone, and one that somebody
 * closed with the same content is not opened again.
 * @throws StageError `release-edited` for a branch with commits of others, and ForgeError
 */
export async function proposeRelease(
  forge: Forge,
  { line, branch: base }: ReleaseRules,
  { plan, changes }: { plan: ReleasePlan; changes: readonly TreeChange[] },
): Promise<Proposal> {
  const branch = proposalBranch(line)
  const ref = await forge.refs.find(`heads/${branch}`)
  if (ref !== undefined) await refuseForeign(forge, { branch, base, sha: ref.sha })
  const open = await forge.pullRequests.find(branch, { base })
  const tree = await forge.objects.createTree(plan.head, changes)
  const title = `chore: release ${plan.tag}`
  const body = renderProposal({ line: line.name, version: plan.version, tree }, plan.notes, about)
  if (open === undefined) {
    const closed = await forge.pullRequests.find(branch, { base, state: 'closed' })
    if (closed !== undefined && !closed.merged && readMarker(closed.body)?.tree === tree)
      return { pullRequest: closed, outcome: 'refused-before' }
  }
  const isCurrent = ref !== undefined && (await isBasedOn(forge, ref.sha, { plan, tree }))
  if (!isCurrent) {
    const { sha } = await commitRelease(forge, { tag: plan.tag, head: plan.head, changes })
    if (ref === undefined) await forge.refs.create(`heads/${branch}`, sha)
    else await forge.refs.move(`heads/${branch}`, { sha, expected: ref.sha, force: true })
  }
  if (open === undefined) {
    const pullRequest = await forge.pullRequests.create({ head: branch, base, title, body })
    return { pullRequest, outcome: 'created' }
  }
  if (isCurrent && open.title === title && readMarker(open.body)?.tree === tree)
    return { pullRequest: open, outcome: 'unchanged' }
  return { pullRequest: await forge.pullRequests.update(open.number, { title, body }), outcome: 'updated' }
}

async function isBasedOn(
  { history }: Forge,
  sha: string,
  { plan, tree }: { plan: ReleasePlan; tree: string },
): Promise<boolean> {
  const commit = await history.read(sha)
  return (
    commit.tree === tree && commit.parents[0] === plan.head && commit.message.trim() === releaseMessage(plan.tag).trim()
  )
}

async function refuseForeign(
  { history }: Forge,
  { branch, base, sha }: { branch: string; base: string; sha: string },
): Promise<void> {
  const { commits } = await history.since(base, sha, 50)
  const foreign = commits.find(({ message }) => taggedBy(message) === undefined)
  if (foreign === undefined) return
  throw new StageError(
    'release-edited',
    `branch ${branch} has commit ${foreign.sha.slice(0, 7)}, which would be lost if the release were proposed anew`,
    { hint: `merge its pull request, or delete branch ${branch}` },
  )
}
