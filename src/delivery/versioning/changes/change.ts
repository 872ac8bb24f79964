/** How much a change raises the version (SemVer 2.0.0, sections 6 to 8); `none` raises nothing. */
export type Level = 'major' | 'minor' | 'patch' | 'none'

/** One thing that users may want to know about a release. All texts are foreign. */
export interface Change {
  /** Type of a conventional commit, or kind of a note: `feat`, `fix`, … In small letters. */
  readonly kind: string
  readonly scope: string | undefined
  /** One line. */
  readonly text: string
  /** What breaks, in its own words; the same as `text` when the message says no more. */
  readonly breaking: string | undefined
  readonly source: CommitSource | NoteSource
}

/** The change was read from the message of a commit. */
export interface CommitSource {
  readonly kind: 'commit'
  readonly hash: string
  /** Names of author and co-authors, as the commits have them; anybody can write any name. */
  readonly authors: readonly string[]
  /** The number at the end of the subject, or in the subject of the merge. */
  readonly pullRequest: number | undefined
}

/** The change was read from a note in `.changes`. */
export interface NoteSource {
  readonly kind: 'note'
  /** Name of the file, without its folder. */
  readonly file: string
}
