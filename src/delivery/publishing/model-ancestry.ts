import type { GitCredential, GitRepository } from '../../core/ports/git.ts'
import type { Context } from '../../core/run/context.ts'
import { textOf } from './git/git-answer.ts'
import type { ModelCommit } from './model-commit.ts'

/**
 * How the published commit of a model stands to ours. `diverged` commits have a history in common at most; of `unknown` ones nothing
 * can be said from here.
 */
export type Ancestry = 'same' | 'older' | 'newer' | 'diverged' | 'unknown'

export interface AncestryQuestion {
  /** Checkout of the model. */
  readonly folder: string
  readonly ours: ModelCommit
  /** Commit of the model that is published. */
  readonly published: string
  /** For the repository of the model. */
  readonly credential?: GitCredential | undefined
}

/**
 * Whether what is published is older or newer than ours. The checkout answers; when it is shallow, or older than what was published, the
 * repository that it came from is asked for the commits, without their files.
 */
export async function compareWithPublished(context: Context, question: AncestryQuestion): Promise<Ancestry> {
  const { folder, ours, published, credential } = question
  if (ours.commit === published) return 'same'
  const checkout = context.git.at(folder)
  const known = await compareIn(checkout, ours.commit, published)
  const shallow = textOf((await checkout.run(['rev-parse', '--is-shallow-repository'])).stdout)
  if (known === 'older' || known === 'newer' || (known === 'diverged' && shallow.trim() === 'false')) return known
  if (ours.origin === undefined) return 'unknown'
  return context.git.temporary({ address: ours.origin, credential }, async (git) => {
    // Ours may not have been pushed; then the history of the published one answers alone.
    for (const commit of [ours.commit, published])
      await git.run(['fetch', '--quiet', '--no-tags', '--filter=tree:0', 'origin', commit])
    return compareIn(git, ours.commit, published)
  })
}

/** `git merge-base --is-ancestor` ends with 0 for yes, 1 for no, and 128 when a commit is not there. */
async function compareIn(git: GitRepository, ours: string, published: string): Promise<Ancestry> {
  const before = await git.run(['merge-base', '--is-ancestor', published, ours])
  const after = await git.run(['merge-base', '--is-ancestor', ours, published])
  if (before.exitCode === 0) return 'older'
  if (after.exitCode === 0) return 'newer'
  return before.exitCode === 1 && after.exitCode === 1 ? 'diverged' : 'unknown'
}
