import compare from 'semver/functions/compare.js'
import inc from 'semver/functions/inc.js'
import prerelease from 'semver/functions/prerelease.js'
import rcompare from 'semver/functions/rcompare.js'
import { StageError } from '../../../core/run/stage-error.ts'
import type { Level } from '../changes/change.ts'
import { higher } from '../changes/levels.ts'
import { isExactVersion, type ReleaseLine, tagOf } from '../release-line.ts'
import { refuseVersion } from './refuse-version.ts'
import { type Raising, type RaisingLevel, raise, type VersionRules } from './version-rules.ts'

/** Which version somebody wants. */
export type Wish =
  /** As the changes require. */
  | { readonly kind: 'by-changes' }
  | { readonly kind: 'level'; readonly level: RaisingLevel }
  /** `1.3.0-beta.1`, then `1.3.0-beta.2`; its level by the changes, unless given. */
  | { readonly kind: 'prerelease'; readonly channel: string; readonly level?: RaisingLevel | undefined }
  | { readonly kind: 'exact'; readonly version: string }

export interface VersionRequest {
  readonly line: ReleaseLine
  readonly wish: Wish
  /** Versions that the commit contains, the last final release among them. */
  readonly contained: readonly string[]
  /** Versions of all tags of the line, on other branches too. */
  readonly existing: readonly string[]
  /** The highest level of the changes since the last final release. */
  readonly level: Level
  /** The highest level of the changes since the last release, prereleases included. */
  readonly levelSincePrevious: Level
  /** How many commits came since the last release, prereleases included. */
  readonly commits: number
  /** What `Release-As:` asks for; a wish other than `by-changes` comes first. */
  readonly releaseAs?: { readonly version: string; readonly commit: string } | undefined
  readonly rules?: VersionRules | undefined
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
export function nextVersion(request: VersionRequest): NextVersion {
  const { line, contained, existing } = request
  const previous = [...contained].sort(rcompare)[0]
  if (request.commits === 0 && !needsNoCommit(request, previous))
    return { kind: 'nothing', previous, why: 'no-commits' }
  const version = wantedVersion(request, previous)
  if (version === undefined) return { kind: 'nothing', previous, why: 'no-visible-changes' }
  refuseVersion(line, version, { previous, existing })
  return { kind: 'release', version, tag: tagOf(line, version), previous, prerelease: prerelease(version) !== null }
}

/** A prerelease may become the final release without another commit, and somebody may give the same commit another version. */
function needsNoCommit({ wish, contained }: VersionRequest, previous: string | undefined): boolean {
  if (wish.kind === 'exact') return !contained.includes(wish.version)
  return wish.kind !== 'prerelease' && previous !== undefined && prerelease(previous) !== null
}

/** @returns undefined when there is nothing that users see */
function wantedVersion(request: VersionRequest, previous: string | undefined): string | undefined {
  const { wish, releaseAs } = request
  switch (wish.kind) {
    case 'exact':
      return exactVersion(wish.version, 'the version')
    case 'level':
      return target(request, { level: wish.level, isGiven: true }, previous)
    case 'prerelease':
      return nextPrerelease(request, wish, previous)
    case 'by-changes':
      if (releaseAs !== undefined) return exactVersion(releaseAs.version, `Release-As in commit ${releaseAs.commit}`)
      return target(request, { level: request.level, isGiven: false }, previous)
  }
}

function exactVersion(version: string, what: string): string {
  if (isExactVersion(version)) return version
  throw new StageError('input-invalid', `${what} is ${JSON.stringify(version.slice(0, 100))}, which is no version`, {
    hint: 'write it as in SemVer 2.0.0, without prefix and build metadata: 1.2.3 or 1.3.0-beta.1',
  })
}

/** The final version that a level leads to. It is never below the one that a prerelease announced. */
function target(request: VersionRequest, raising: Raising, previous: string | undefined): string | undefined {
  const final = request.contained.filter((version) => prerelease(version) === null).sort(rcompare)[0]
  const announced = previous !== undefined && prerelease(previous) !== null ? inc(previous, 'patch')! : undefined
  const raised = raise(final, raising, request.rules)
  if (raised === undefined || announced === undefined) return raised ?? announced
  return compare(raised, announced) >= 0 ? raised : announced
}

/** The next number of the channel, also after numbers that only other branches have. */
function nextPrerelease(
  request: VersionRequest,
  wish: Extract<Wish, { kind: 'prerelease' }>,
  previous: string | undefined,
): string | undefined {
  if (!/^[a-z][a-z0-9]{0,19}$/.test(wish.channel))
    throw new StageError('input-invalid', `${JSON.stringify(wish.channel)} is no channel of prereleases`, {
      hint: 'give alpha, beta or rc, or another word of small letters and digits',
    })
  const first = request.contained.length === 0
  if (!first && wish.level === undefined && request.levelSincePrevious === 'none') return undefined
  const raising = { level: wish.level ?? higher(request.level, 'patch'), isGiven: wish.level !== undefined }
  const final = target(request, raising, previous)!
  const numbers = request.existing.flatMap((version) => {
    const start = `${final}-${wish.channel}.`
    return version.startsWith(start) && /^\d+$/.test(version.slice(start.length))
      ? [Number(version.slice(start.length))]
      : []
  })
  return `${final}-${wish.channel}.${Math.max(0, ...numbers) + 1}`
}
