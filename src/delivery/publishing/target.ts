import type { Place } from './git/git-failure.ts'

/** Where a publication goes. */
export interface Target extends Place {
  /** Undefined is the default branch of the repository. */
  readonly branch?: string | undefined
  /** Empty for the root. */
  readonly folder: string
}
