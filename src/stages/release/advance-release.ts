import { isForgeFailure } from '../../core/forge/forge-error.ts'
import type { TreeChange } from '../../core/ports/forge/objects.ts'
import type { Forge } from '../../core/ports/forge.ts'
import type { Context } from '../../core/run/context.ts'
import { input, next } from '../../core/run/next-step.ts'
import { StageError } from '../../core/run/stage-error.ts'
import { shortCommit } from '../../core/text/short-digest.ts'
import { commitRelease } from '../../delivery/releasing/commit-release.ts'
import { findPending } from '../../delivery/releasing/pending-release.ts'
import { type Proposal, proposeRelease } from '../../delivery/releasing/propose-release.ts'
import { releaseFiles } from '../../delivery/releasing/release-files.ts'
import type { PendingRelease, ReleasePlan } from '../../delivery/releasing/release-plan.ts'
import { finish } from './finish.ts'
import type { ReleaseInputs, ReleaseOutputs } from './members.ts'
import { planRelease } from './plan-release.ts'

type Work = Parameters<typeof planRelease>[0]
type Connected = Work & { readonly forge: Forge }

/**
 * Takes the next step of a line: finishes a release whose commit is on the branch, else proposes or makes the next one.
 * @throws StageError of `finish`, `planRelease`, `proposeRelease`, and ForgeError
 */
export async function advanceRelease(work: Work, inputs: ReleaseInputs, context: Context): Promise<ReleaseOutputs> {
  const { git, forge, rules, unreleased } = work
  const previous = unreleased.previous?.version
  const pending =
    forge && (await findPending({ forge, git, rules, head: unreleased.head, previous: unreleased.previous }))
  if (forge !== undefined && pending !== undefined)
    return inputs.planOnly ? planned(pending, previous) : finishNow({ ...work, forge }, pending, inputs, context)
  const decided = await planRelease(work, context)
  if (decided.kind === 'nothing') return nothing(decided.why, decided.previous, context)
  const { plan, used, options } = decided
  if (forge === undefined || inputs.planOnly) return planned({ ...plan, commit: plan.head }, previous)
  const newest = await forge.branches.find(rules.branch)
  if (newest !== undefined && newest.commit !== plan.head)
    return nothing(`${rules.branch} is at ${shortCommit(newest.commit)} now, whose own run releases`, previous, context)
  const changes = await releaseFiles(git, rules, { plan, used, options })
  if (inputs.strategy === 'direct') return releaseDirectly({ ...work, forge }, { plan, changes }, inputs, context)
  return proposed(await proposeRelease(forge, rules, { plan, changes }), plan, context)
}

async function releaseDirectly(
  work: Connected,
  { plan, changes }: { plan: ReleasePlan; changes: readonly TreeChange[] },
  inputs: ReleaseInputs,
  context: Context,
): Promise<ReleaseOutputs> {
  const { tag, head } = plan
  const commit = changes.length === 0 ? head : (await commitRelease(work.forge, { tag, head, changes })).sha
  if (commit !== head) await pushRelease(work, { commit, head })
  return finishNow(work, { ...plan, commit }, inputs, context)
}

async function pushRelease({ forge, rules }: Connected, { commit, head }: { commit: string; head: string }) {
  try {
    await forge.refs.move(`heads/${rules.branch}`, { sha: commit, expected: head })
  } catch (error) {
    if (!isForgeFailure(error, 'protected')) throw error
    throw new StageError('branch-protected', `branch ${rules.branch} takes no commit of a release: ${error.message}`, {
      hint: next`propose releases with ${input('strategy', 'pull-request')}, or leave out changelog and version files`,
      cause: error,
    })
  }
}

function finishNow(
  { forge, rules, unreleased }: Connected,
  pending: PendingRelease,
  inputs: ReleaseInputs,
  context: Context,
): Promise<ReleaseOutputs> {
  const existing = unreleased.tags.map(({ version }) => version)
  return finish({ forge, pending, rules, previous: unreleased.previous?.version, existing }, inputs, context)
}

function planned(
  { version, tag, commit, notes }: Pick<PendingRelease, 'version' | 'tag' | 'commit' | 'notes'>,
  previous: string | undefined,
): ReleaseOutputs {
  return { outcome: 'succeeded', state: 'planned', version, tag, commit, notes, previous }
}

function nothing(why: string, previous: string | undefined, { report }: Context): ReleaseOutputs {
  report({ kind: 'note', text: why })
  return { outcome: 'no-changes', state: 'nothing', previous }
}

function proposed(
  { pullRequest, outcome }: Proposal,
  { version, tag, notes, previous }: ReleasePlan,
  { report }: Context,
): ReleaseOutputs {
  const { number, url } = pullRequest
  if (outcome === 'refused-before')
    report({ kind: 'warning', text: `pull request #${number} for ${tag} was closed; open it again to release` })
  const isNew = outcome === 'created' || outcome === 'updated'
  const state = outcome === 'refused-before' ? 'nothing' : 'proposed'
  return { outcome: isNew ? 'succeeded' : 'no-changes', state, version, tag, notes, previous, pullRequest: number, url }
}
