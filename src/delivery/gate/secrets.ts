import type { Report } from '../../core/run/report.ts'
import { SecretMask } from '../../core/secrets/secret-mask.ts'

/** Values that must never be shown, in any spelling. */
export interface Secrets {
  /** Tells the host at once, so that it masks the value in everything printed later. */
  add(value: string): void
  /** Hides a value in reports only: for values that the stack's outputs show anyway. */
  hide(value: string): void
  /** A copy in which `***` replaces every spelling of every secret. */
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
  /** Most reports contain no secret and need no copy. */
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
