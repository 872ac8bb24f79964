import type { GitCredential, GitRepository } from '../../core/ports/git.ts'
import type { Context } from '../../core/run/context.ts'
import { textOf } from './git/git-answer.ts'
import type { ModelCommit } from './model-commit.ts'

/**
 * The relation of the published model commit to ours. `diverged` commits share at most an older history. `unknown`
 * means that this checkout cannot tell.
 */
export type Ancestry = 'same' | 'older' | 'newer' | 'diverged' | 'unknown'

export interface AncestryQuestion {
  /** Checkout of the model. */
  readonly folder: string
  readonly ours: ModelCommit
  /** Commit of the model that was published. */
  readonly published: string
  /** Credential for the repository of the model. */
  readonly credential?: GitCredential | undefined
}

/**
 * Finds whether the published commit is older or newer than ours. The checkout answers first. When the checkout is
 * shallow, or lacks the published commit, the commits are fetched from its origin, without their files.
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
    // Our commit may not be pushed yet; the history of the published commit is then the only answer.
    for (const commit of [ours.commit, published])
      await git.run(['fetch', '--quiet', '--no-tags', '--filter=tree:0', 'origin', commit])
    return compareIn(git, ours.commit, published)
  })
}

/** `git merge-base --is-ancestor` exits with 0 for yes, 1 for no, and 128 when a commit is missing. */
async function compareIn(git: GitRepository, ours: string, published: string): Promise<Ancestry> {
  const before = await git.run(['merge-base', '--is-ancestor', published, ours])
  const after = await git.run(['merge-base', '--is-ancestor', ours, published])
  if (before.exitCode === 0) return 'older'
  if (after.exitCode === 0) return 'newer'
  return before.exitCode === 1 && after.exitCode === 1 ? 'diverged' : 'unknown'
}
