import type { Change } from '../changes/change.ts'

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

/** A heading, and the kinds of changes below it. */
export interface Category {
  readonly heading: string
  readonly kinds: readonly string[]
}

export interface ChangelogOptions {
  /** Address of the repository in a browser, `https://github.com/acme/shop`; without it there are no links. */
  readonly repository?: string | undefined
  readonly categories?: readonly Category[]
  /**
   * Sign-in names of authors by commit hash, as the forge knows them. Only these are mentioned as `@name`; names in commits
   * stay text, because anybody can write any name there.
   */
  readonly logins?: ReadonlyMap<string, string>
  /** Most characters of the notes (GitHub takes 125,000 in a release). The least important entries are left out. */
  readonly mostCharacters?: number
}
