import type { ChangelogOptions, ReleaseEntry } from './release-entry.ts'

/** The notes of one release, without its heading: for the page of the release, or a pull request. */
export declare function renderNotes(entry: ReleaseEntry, options?: ChangelogOptions): string

/** The section of one release in the changelog, with its heading. Ends with a line end. */
export declare function renderSection(entry: ReleaseEntry, options?: ChangelogOptions): string
