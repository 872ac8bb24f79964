import type { NamedRepository } from './git/git-failure.ts'

/** Where a publication goes. */
export interface Target extends NamedRepository {
  /** Undefined is the default branch of the repository. */
  readonly branch?: string | undefined
  /** Empty for the root. */
  readonly folder: string
}
