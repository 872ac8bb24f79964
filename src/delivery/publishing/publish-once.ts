import { indexPath } from '../../core/generated-index.ts'
import type { GitRepository } from '../../core/ports/git.ts'
import type { Context } from '../../core/run/context.ts'
import { makeCommit } from './make-commit.ts'
import type { Ancestry } from './model-ancestry.ts'
import type { Publication, Published } from './publication.ts'
import { type PublicationPlan, planPublication } from './publication-plan.ts'
import { type PublishRecord, recordRef, renderMessage, renderRecord } from './publish-record.ts'
import { type Comparison, mayFollow, refuseLoss, refuseOlder } from './publish-refusals.ts'
import { pushAtOnce } from './push.ts'
import { readTarget, type TargetState } from './target-repository.ts'

/**
 * The pushes of this run by their commit and by the commit of their record: a push may succeed although its response is
 * lost.
 */
export type Sent = Map<string, Published>

/** What a run keeps between attempts. */
interface Memory {
  readonly ancestry: (published: string) => Promise<Ancestry>
  readonly sent: Sent
}

/**
 * One attempt: read the target and push. Undefined when another push was faster.
 * @throws StageError of `publishTree`
 */
export async function publishOnce(
  context: Context,
  git: GitRepository,
  publication: Publication,
  { ancestry, sent }: Memory,
): Promise<Published | undefined> {
  const { tree, target, model, planOnly, acceptRewrittenModel: accepted } = publication
  const state = await readTarget(git, target, tree)
  const { branch, record } = state
  const plan = planPublication(tree.digests, state.former, state.present)
  const isThere = plan.lost.length + plan.write.length + plan.remove.length === 0 && state.sameIndex
  const begins = isThere && state.isNew
  const counts = { branch, begins, written: plan.write.length, removed: plan.remove.length }
  if (planOnly && begins) return { outcome: 'succeeded', ...counts }
  const known = sent.get(record?.commit ?? '') ?? sent.get(state.recordTip ?? '')
  const there = known ?? { outcome: 'no-changes', commit: record?.commit, ...counts }
  if (planOnly && isThere) return there

  const comparison = record && { ours: model.commit, record, ancestry: await ancestry(record.model), accepted }
  const push = (sending: Omit<Sending, 'state' | 'sent'>) =>
    send(context, git, publication, { state, sent, ...sending })
  if (begins) {
    const commit = record?.commit ?? state.tip
    return push({
      published: { outcome: 'succeeded', commit, ...counts },
      branchAt: state.tip,
      named: newerOf(comparison),
    })
  }
  if (isThere) return isNews(comparison) ? push({ published: there }) : there
  if (comparison !== undefined) refuseOlder(comparison, target)
  if (plan.lost.length > 0) refuseLoss(plan.lost, target, branch, context.report)
  if (planOnly) return { outcome: 'succeeded', ...counts }
  const commit = await makePublication(git, publication, state, plan)
  const published: Published = { outcome: 'succeeded', commit, ...counts }
  sent.set(commit, published)
  return push({ published, branchAt: commit })
}

/**
 * Whether the record must be updated to say that our model gives this tree. A late, older model is compared with the
 * record.
 */
function isNews(comparison: Comparison | undefined): boolean {
  return comparison === undefined || (comparison.ancestry !== 'same' && mayFollow(comparison))
}

/** The existing record, when our model does not come after it; a branch that starts there keeps it. */
function newerOf(comparison: Comparison | undefined): PublishRecord | undefined {
  return comparison === undefined || mayFollow(comparison) ? undefined : comparison.record
}

/** A record to push, with its branch or alone. */
interface Sending {
  readonly state: TargetState
  readonly sent: Sent
  /** The result of the run when the push succeeds. */
  readonly published: Published
  /** The new commit of the branch; undefined keeps the branch as it is. */
  readonly branchAt?: string | undefined
  /** The model that the record names; undefined for ours. */
  readonly named?: PublishRecord | undefined
}

async function send(
  { report }: Context,
  git: GitRepository,
  publication: Publication,
  { state, sent, published, branchAt, named }: Sending,
): Promise<Published | undefined> {
  const { target } = publication
  const { branch, isNew, recordTip: seen } = state
  const ours = recordOf(publication)
  const says = { ...(named ?? ours), tree: ours.tree, commit: published.commit }
  const record = {
    ref: recordRef(branch, target.folder),
    commit: await makeRecord(git, publication, says, branch),
    seen,
  }
  sent.set(record.commit, published)
  if ((await pushAtOnce(git, { branch, isNew, commit: branchAt, record }, target)) === 'landed') return published
  report({ kind: 'progress', text: `${target.name} has new commits, trying again` })
  return undefined
}

function makePublication(
  git: GitRepository,
  publication: Publication,
  { tip, tipTime }: TargetState,
  plan: PublicationPlan,
): Promise<string> {
  const { author, model } = publication
  return makeCommit(git, {
    name: 'publication',
    parent: tip,
    message: renderMessage(recordOf(publication), plan.write.length, plan.remove.length),
    author,
    // The time of the model, so that the same publication gives the same commit; never before the parent commit.
    time: Math.max(model.time, tipTime),
    ...filesOf(publication, plan),
  })
}

function makeRecord(
  git: GitRepository,
  publication: Publication,
  says: PublishRecord,
  branch: string,
): Promise<string> {
  const { author, model } = publication
  return makeCommit(git, {
    name: 'record',
    parent: undefined,
    message: renderRecord(says, branch),
    author,
    time: model.time,
    write: new Map(),
    remove: [],
  })
}

function recordOf({ model, target, tree }: Publication): PublishRecord {
  const { repository, commit, server: modelServer, folder: modelFolder } = model
  return { repository, model: commit, modelServer, modelFolder, folder: target.folder, tree: tree.digest }
}

/** The files that the plan writes, by their paths from the root of the target. */
function filesOf({ tree, target }: Publication, plan: PublicationPlan) {
  const at = (path: string) => (target.folder === '' ? path : `${target.folder}/${path}`)
  const files = [...plan.write, indexPath].map((path) => [at(path), tree.files.get(path)!] as const)
  return { write: new Map(files), remove: plan.remove.map(at) }
}
