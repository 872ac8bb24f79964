import type { NamedRepository } from './git/git-failure.ts'

/** Where to publish. */
export interface Target extends NamedRepository {
  /** Undefined for the default branch of the repository. */
  readonly branch?: string | undefined
  /** Empty for the root. */
  readonly folder: string
}
