import { lockedPackages } from '../locked-packages.ts'

/**
 * One lock with hashes out of two in pip's format, sorted by package; of a package in both, the second one's version counts.
 * Comments and options are left out: neither belongs into a lock for a layer.
 */
export function mergeLocks(first: string, second: string): string {
  const packages = new Map([...lockedPackages(first), ...lockedPackages(second)])
  return [...packages]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, block]) => `${block}\n`)
    .join('')
}
