import type { GitCredential, GitRemote } from '../../core/ports/git.ts'
import type { GeneratedTree } from './generated-tree.ts'
import type { ModelCommit } from './model-commit.ts'
import type { Target } from './target.ts'

/** A generated tree, and where to publish it. */
export interface Publication {
  readonly tree: GeneratedTree
  readonly remote: GitRemote
  readonly target: Target
  readonly model: ModelCommit
  /** Checkout of the model, and the credential for the repository that it was cloned from. */
  readonly modelFolder: string
  readonly modelCredential?: GitCredential | undefined
  /** Publish even when history does not show that our model is newer. */
  readonly acceptRewrittenModel: boolean
  /** `Name <address>` of the commit. */
  readonly author: string
  readonly planOnly: boolean
  /** How long to retry while others push, in seconds. */
  readonly limitSeconds: number
}

/** The result of a publication. */
export interface Published {
  readonly outcome: 'succeeded' | 'no-changes'
  readonly branch: string
  /** Whether only the branch was created, because the commit that it starts at already has the tree. */
  readonly begins: boolean
  /** The commit that contains the tree; undefined when only a plan was made, or when no record names the commit. */
  readonly commit?: string | undefined
  readonly written: number
  readonly removed: number
}
