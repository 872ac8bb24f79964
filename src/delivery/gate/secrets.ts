import type { Report } from '../../core/run/report.ts'
import { SecretMask } from '../../core/secrets/secret-mask.ts'

/** Values that must never be shown, in any of their spellings. */
export interface Secrets {
  /** Tells the host the moment it is known, so that nothing can be printed before. */
  add(value: string): void
  /** Keeps it out of reports only: for what the stack's outputs show anyway. */
  hide(value: string): void
  /** A copy in which every spelling of every secret is `***`. */
  mask<T>(value: T): T
}

export function createSecrets(report: (event: Report) => void): Secrets {
  const masker = new SecretMask()
  const mask = (value: unknown): unknown => {
    if (typeof value === 'string') return masker.apply(value)
    if (Array.isArray(value)) return value.map(mask)
    if (value === null || typeof value !== 'object') return value
    return Object.fromEntries(Object.entries(value).map(([name, each]) => [masker.apply(name), mask(each)]))
  }
  /** Most reports hold no secret, and need no copy. */
  const isClean = (value: unknown) => {
    const text = JSON.stringify(value)
    return masker.apply(text) === text
  }
  return {
    add(value) {
      report({ kind: 'secret', value })
      masker.add(value)
    },
    hide: (value) => masker.add(value),
    mask: <T>(value: T) => (isClean(value) ? value : (mask(value) as T)),
  }
}
