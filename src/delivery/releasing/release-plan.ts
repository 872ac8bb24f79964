import type { ReleaseEntry } from '../versioning/changelog/release-entry.ts'
import type { VersionFile } from '../versioning/files/update-version-file.ts'
import type { ReleaseLine } from '../versioning/release-line.ts'

/** How the releases of one line are made. */
export interface ReleaseRules {
  readonly line: ReleaseLine
  /** The branch that is released, such as `main`. */
  readonly branch: string
  readonly versionFiles: readonly VersionFile[]
  /** Path of the changelog from the root of the repository; undefined leaves it out. */
  readonly changelog: string | undefined
  /** Folder of the change notes from the root of the repository; undefined when commits are read instead. */
  readonly notes: string | undefined
}

/** What the next release is, before anything is written. */
export interface ReleasePlan {
  readonly version: string
  readonly tag: string
  readonly previous: string | undefined
  readonly prerelease: boolean
  /** The commit that the release is based on. */
  readonly head: string
  readonly entry: ReleaseEntry
  /** Markdown of the notes, without a heading. */
  readonly notes: string
}

/** A release whose commit is on the branch, and which may not be published yet. */
export interface PendingRelease {
  readonly version: string
  readonly tag: string
  readonly prerelease: boolean
  readonly commit: string
  /** Markdown of the notes, without a heading. */
  readonly notes: string
  /** Branch of its pull request, which is deleted at the end, with the commit that it has to point at. */
  readonly proposal?: { readonly branch: string; readonly sha: string; readonly number: number }
}
