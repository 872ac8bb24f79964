import type { GitCredential, GitRemote } from '../../core/ports/git.ts'
import type { GeneratedTree } from './generated-tree.ts'
import type { ModelCommit } from './model-commit.ts'
import type { Target } from './target.ts'

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
  /** Whether all that was to do was to make the branch: the commit that it begins at has the tree. */
  readonly begins: boolean
  /** The commit that holds the tree; undefined where only a plan was asked for, or nobody recorded one. */
  readonly commit?: string | undefined
  readonly written: number
  readonly removed: number
}
