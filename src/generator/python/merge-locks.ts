import { lockedPackages } from '../locked-packages.ts'

/**
 * Merges two locks with hashes in pip's format, sorted by package. For a package in both, the second one's version is
 * used. Comments and options are dropped, because a layer's lock must not have them.
 */
export function mergeLocks(first: string, second: string): string {
  const packages = new Map([...lockedPackages(first), ...lockedPackages(second)])
  return [...packages]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, block]) => `${block}\n`)
    .join('')
}
