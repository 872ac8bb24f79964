import type { Checks } from './forge/checks.ts'
import type { Comments } from './forge/comments.ts'
import type { Deployments } from './forge/deployments.ts'
import type { History } from './forge/history.ts'
import type { GitObjects } from './forge/objects.ts'
import type { PullRequests } from './forge/pull-requests.ts'
import type { Refs } from './forge/refs.ts'
import type { Releases } from './forge/releases.ts'
import type { Branches, Rate, RepositoryFacts } from './forge/repository.ts'
import type { Environments, WorkflowRuns } from './forge/workflow-runs.ts'

/**
 * One repository on the platform that hosts it: GitHub, or a GitHub Enterprise Server.
 *
 * Functions named `find` return undefined for what is missing; the others throw ForgeError `not-found`. Reads are
 * repeated after short faults, and so are writes that can be looked up again; secondary limits are waited for. All
 * lists are read over all their pages, up to a stated number. Every failure is a ForgeError (`forge-error.ts`), besides
 * StageError `credentials-invalid` for a token that the forge does not know, `answer-too-large`, `proxy-refused`, and
 * the signal's reason when the run is aborted.
 */
export interface Forge {
  /** `owner/name`, as it was given. */
  readonly repository: string
  /** Address of the pages of the repository. */
  readonly url: string
  /** @throws ForgeError `not-found` */
  facts(): Promise<RepositoryFacts>
  /** Login of the token's user or app; undefined when the forge does not tell. */
  identity(): Promise<string | undefined>
  rate(): Promise<Rate>
  readonly refs: Refs
  readonly branches: Branches
  readonly history: History
  readonly objects: GitObjects
  readonly pullRequests: PullRequests
  readonly releases: Releases
  readonly deployments: Deployments
  readonly checks: Checks
  readonly comments: Comments
  readonly environments: Environments
  readonly runs: WorkflowRuns
}
