import type { ChangelogOptions, ReleaseEntry } from './release-entry.ts'

export interface InsertedRelease {
  /** `exists` if the changelog has a section of this version; then the text is unchanged. */
  readonly kind: 'inserted' | 'exists'
  readonly text: string
}

/**
 * Puts the section of a release on top of the others, and leaves everything else as it is, line ends included. What stands
 * below the heading Unreleased becomes the beginning of the new section.
 * @param changelog undefined where there is none yet
 */
export declare function insertRelease(
  changelog: string | undefined,
  entry: ReleaseEntry,
  options?: ChangelogOptions,
): InsertedRelease
