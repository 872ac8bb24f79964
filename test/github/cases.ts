import type { Forge } from '../../src/core/ports/forge.ts'
import type { GitHubWorld } from '../support/github-world.ts'
import { commentCases } from './comment-cases.ts'
import { deliveryCases } from './delivery-cases.ts'
import { gitCases } from './git-cases.ts'
import { pullRequestCases } from './pull-request-cases.ts'

/** One function of the port, as it is used. */
export interface ForgeCase {
  /** As in the port, such as `refs.create`. */
  readonly name: string
  /** The permission that the token needs, as `contents`; none for what every token may. */
  readonly needs?: string
  /** What is there before. */
  readonly before?: (world: GitHubWorld, forge: Forge) => Promise<unknown>
  /** @param before what `before` gave */
  // biome-ignore lint/suspicious/noExplicitAny: each case knows what its own preparation gives
  readonly run: (forge: Forge, world: GitHubWorld, before: any) => Promise<unknown>
  /** What the answer holds. */
  readonly gives?: unknown
  /** A second write changes nothing that counts, so it may come twice. */
  readonly mayComeTwice?: boolean
  /** It is not repeated after a disturbed call. */
  readonly neverRepeated?: boolean
}

export const cases: readonly ForgeCase[] = [...gitCases, ...pullRequestCases, ...deliveryCases, ...commentCases]
