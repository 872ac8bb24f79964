import type { Level } from '../changes/change.ts'
import type { ReleaseLine } from '../release-line.ts'

/** Which version somebody wants. */
export type Wish =
  /** As the changes require. */
  | { readonly kind: 'by-changes' }
  | { readonly kind: 'level'; readonly level: 'major' | 'minor' | 'patch' }
  /** `1.3.0-beta.1`, then `1.3.0-beta.2`; its level by the changes. */
  | { readonly kind: 'prerelease'; readonly channel: string; readonly level?: 'major' | 'minor' | 'patch' }
  | { readonly kind: 'exact'; readonly version: string }

export interface VersionRequest {
  readonly line: ReleaseLine
  readonly wish: Wish
  /** Versions that the commit contains. */
  readonly contained: readonly string[]
  /** Versions of all tags of the line, on other branches too. */
  readonly existing: readonly string[]
  /** The highest level of the changes since the last final release. */
  readonly level: Level
  /** Whether anything was committed since the last release, prereleases included. */
  readonly changed: boolean
  /** What `Release-As:` asks for; a wish other than `by-changes` comes first. */
  readonly releaseAs?: { readonly version: string; readonly commit: string } | undefined
  readonly rules?: VersionRules
}

export interface VersionRules {
  /** The first version of a line without tags. Default: `0.1.0`. */
  readonly first?: string
  /** What a breaking change raises before 1.0.0 (SemVer 2.0.0, section 4). Default: `minor`. */
  readonly breakingBeforeOne?: 'major' | 'minor'
  /** What a feature raises before 1.0.0. Default: `minor`. */
  readonly featureBeforeOne?: 'minor' | 'patch'
}

export type NextVersion =
  | {
      readonly kind: 'nothing'
      readonly previous: string | undefined
      readonly why: 'no-commits' | 'no-visible-changes'
    }
  | {
      readonly kind: 'release'
      readonly version: string
      readonly tag: string
      /** The highest version that the commit contains. */
      readonly previous: string | undefined
      readonly prerelease: boolean
    }

/**
 * Decides the next version.
 * @throws StageError `version-taken` for a tag that exists, `version-too-low` for one that is not above the releases
 * that the commit contains, `input-invalid` for a text that is no version
 */
export declare function nextVersion(request: VersionRequest): NextVersion
