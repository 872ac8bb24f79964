import type { Change } from '../changes/change.ts'
import type { Category } from './categories.ts'

/** What the changelog says about one release. */
export interface ReleaseEntry {
  readonly version: string
  readonly tag: string
  /** `2026-12-01`; undefined leaves it out. */
  readonly date: string | undefined
  /** The tag to compare with. */
  readonly previousTag: string | undefined
  readonly changes: readonly Change[]
}

export interface ChangelogOptions {
  /** Address of the repository in a browser, `https://github.com/acme/shop`; without it there are no links. */
  readonly repository?: string | undefined
  readonly categories?: readonly Category[] | undefined
  /**
   * Sign-in names of authors by commit hash, as the forge knows them. Only these are mentioned as `@name`; names in
   * commits stay text, because anybody can write any name there.
   */
  readonly logins?: ReadonlyMap<string, string> | undefined
}
