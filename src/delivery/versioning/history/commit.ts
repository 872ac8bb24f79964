/** One commit as `git log` gives it. All texts are foreign; bytes that are not UTF-8 have become U+FFFD. */
export interface Commit {
  readonly hash: string
  readonly parents: readonly string[]
  /** When it was committed, in seconds since 1970. */
  readonly seconds: number
  /** Name of the author, after the mailmap of the repository. */
  readonly author: string
  /** The message with `\n` as line end. */
  readonly message: string
  /** Whether git shows the commit only as the edge of the range. */
  readonly boundary: boolean
  /** Changed files from the root of the repository; empty unless they were asked for, and for merges. */
  readonly files: readonly string[]
}

/** A tag of a release line. */
export interface VersionTag {
  readonly tag: string
  readonly version: string
  /** The commit that it leads to. */
  readonly commit: string
  /** When tag (annotated) or commit (plain) was made, in seconds since 1970. */
  readonly seconds: number
}
