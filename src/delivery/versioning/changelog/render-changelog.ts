import type { ChangelogOptions, ReleaseEntry } from './release-entry.ts'
import { renderSection } from './render-notes.ts'

/** The whole changelog of all releases, the newest first. */
export function renderChangelog(releases: readonly ReleaseEntry[], options: ChangelogOptions = {}): string {
  return ['# Changelog\n', ...releases.map((entry) => renderSection(entry, options))].join('\n')
}
