import compare from 'semver/functions/compare.js'
import major from 'semver/functions/major.js'
import prerelease from 'semver/functions/prerelease.js'

/** Below zero when the first version is the lower one (SemVer 2.0.0, section 11). */
export function versionOrder(one: string, other: string): number {
  return compare(one, other)
}

export function isPrerelease(version: string): boolean {
  return prerelease(version) !== null
}

export function majorOf(version: string): number {
  return major(version)
}
