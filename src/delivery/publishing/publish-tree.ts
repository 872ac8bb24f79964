import type { Context } from '../../core/context.ts'
import type { GitCredential, GitRemote, GitRepository } from '../../core/ports/git.ts'
import { type GeneratedTree, indexPath } from './generated-tree.ts'
import { isPassing } from './git-failure.ts'
import { makeCommit } from './make-commit.ts'
import { type Ancestry, compareWithPublished } from './model-ancestry.ts'
import type { ModelCommit } from './model-commit.ts'
import { type PublicationPlan, planPublication } from './publication-plan.ts'
import { renderMessage } from './publish-record.ts'
import { contended, refuseLoss, refuseOlder } from './publish-refusals.ts'
import { pushCommit } from './push.ts'
import { readTarget, type Target } from './target-repository.ts'

/** A generated tree, and where it goes. */
export interface Publication {
  readonly tree: GeneratedTree
  readonly remote: GitRemote
  readonly target: Target
  readonly model: ModelCommit
  /** Checkout of the model, and what opens the repository that it came from. */
  readonly modelFolder: string
  readonly modelCredential?: GitCredential | undefined
  /** Publish also when history does not say that ours is the newer model. */
  readonly acceptRewrittenModel: boolean
  /** `Name <address>` of the commit. */
  readonly author: string
  readonly planOnly: boolean
  /** How long to try while others push, in seconds. */
  readonly limitSeconds: number
}

/** How a publication ended. */
export interface Published {
  readonly outcome: 'succeeded' | 'no-changes'
  readonly branch: string
  /** The commit that holds the tree; undefined where only a plan was asked for, or nobody recorded one. */
  readonly commit?: string | undefined
  readonly written: number
  readonly removed: number
}

/**
 * Brings a tree to a branch as one commit. When somebody else was faster, everything is looked at again, on top of what they pushed.
 * @throws StageError `hand-edited`, `publish-superseded`, `model-history-unknown`, `publish-contended`, and what reading and pushing end with
 */
export async function publishTree(context: Context, publication: Publication): Promise<Published> {
  const { clock, signal } = context
  const start = clock.elapsed()
  const sent: Sent = new Map()
  const ancestry = remembered((published) => askAncestry(context, publication, published))
  return context.git.temporary(publication.remote, async (git) => {
    for (let attempt = 0, failures = 0; ; attempt++) {
      const done = await tryOnce(context, git, publication, { ancestry, sent }).catch((error: unknown) => {
        // Whether the push took effect is seen by looking again.
        if (!isPassing(error) || ++failures > mostFailures) throw error
        context.report({ kind: 'note', text: `${error.message}; trying again` })
        return undefined
      })
      if (done !== undefined) return done
      const pause = Math.random() * Math.min(longestPause, shortestPause * 2 ** attempt)
      if (clock.elapsed() - start + pause > publication.limitSeconds * 1000)
        throw contended(publication.target, publication.limitSeconds)
      await clock.sleep(pause, signal)
    }
  })
}

/** Pauses between tries are random below a bound that grows from the one to the other, in milliseconds. */
const [shortestPause, longestPause] = [250, 8000]
/** How often the way to the repository may fail. */
const mostFailures = 4

/** What this run has pushed or tried to, by commit: an answer may be lost after the push took effect. */
type Sent = Map<string, Published>

/** One look and one push; undefined when somebody else was faster. */
async function tryOnce(
  { report }: Context,
  git: GitRepository,
  publication: Publication,
  { ancestry, sent }: { ancestry: (published: string) => Promise<Ancestry>; sent: Sent },
): Promise<Published | undefined> {
  const { tree, target, model, planOnly, author } = publication
  const state = await readTarget(git, target, tree)
  const plan = planPublication(tree.digests, state.former, state.present)
  const counts = { branch: state.branch, written: plan.write.length, removed: plan.remove.length }
  if (plan.lost.length === 0 && plan.write.length + plan.remove.length === 0 && state.sameIndex)
    return sent.get(state.record?.commit ?? '') ?? { outcome: 'no-changes', commit: state.record?.commit, ...counts }

  if (state.record !== undefined) {
    const { acceptRewrittenModel: accepted } = publication
    refuseOlder(
      { ours: model.commit, record: state.record, ancestry: await ancestry(state.record.model), accepted },
      target,
    )
  }
  if (plan.lost.length > 0) refuseLoss(plan.lost, target, state.branch, report)
  if (planOnly) return { outcome: 'succeeded', ...counts }
  const commit = await makeCommit(git, {
    parent: state.tip,
    message: renderMessage(
      { repository: model.repository, model: model.commit, folder: target.folder, tree: tree.digest },
      plan.write.length,
      plan.remove.length,
    ),
    author,
    // Of the model, so that the same publication is the same commit; never before the commit that it follows.
    time: Math.max(model.time, state.tipTime),
    ...filesOf(publication, plan),
  })
  const published: Published = { outcome: 'succeeded', commit, ...counts }
  sent.set(commit, published)
  if ((await pushCommit(git, commit, state.branch, target)) === 'landed') return published
  report({ kind: 'progress', text: `${target.name} moved on meanwhile, looking again` })
  return undefined
}

/** The files that the plan names, by their paths from the root of the target. */
function filesOf({ tree, target }: Publication, plan: PublicationPlan) {
  const at = (path: string) => (target.folder === '' ? path : `${target.folder}/${path}`)
  const files = [...plan.write, indexPath].map((path) => [at(path), tree.files.get(path)!] as const)
  return { write: new Map(files), remove: plan.remove.map(at) }
}

function askAncestry(context: Context, publication: Publication, published: string): Promise<Ancestry> {
  const { modelFolder: folder, modelCredential: credential, model: ours } = publication
  return compareWithPublished(context, { folder, ours, published, credential })
}

/** An answer about two commits never changes. One that may yet be known is asked for again. */
function remembered(ask: (published: string) => Promise<Ancestry>): (published: string) => Promise<Ancestry> {
  const answers = new Map<string, Ancestry>()
  return async (published) => {
    const answer = answers.get(published) ?? (await ask(published))
    if (answer !== 'unknown') answers.set(published, answer)
    return answer
  }
}
