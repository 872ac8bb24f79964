import { escapeRegExp } from '../../core/escape-reg-exp.ts'
import type { Report } from '../../core/report.ts'
import { secretSpellings } from '../../core/secret-spellings.ts'

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
  const spellings = new Set<string>()
  let pattern: RegExp | undefined
  const hide = (value: string) => {
    if (value.length < 4) return
    for (const each of secretSpellings(value)) spellings.add(each)
    pattern = undefined
  }
  const maskText = (text: string) => {
    pattern ??= new RegExp(
      [...spellings]
        .sort((a, b) => b.length - a.length)
        .map(escapeRegExp)
        .join('|') || '(?!)',
      'g',
    )
    return text.replace(pattern, '***')
  }
  const mask = (value: unknown): unknown => {
    if (typeof value === 'string') return maskText(value)
    if (Array.isArray(value)) return value.map(mask)
    if (value === null || typeof value !== 'object') return value
    return Object.fromEntries(Object.entries(value).map(([name, each]) => [maskText(name), mask(each)]))
  }
  /** Most reports hold no secret, and need no copy. */
  const isClean = (value: unknown) => {
    const text = JSON.stringify(value)
    return maskText(text) === text
  }
  return {
    add(value) {
      report({ kind: 'secret', value })
      hide(value)
    },
    hide,
    mask: <T>(value: T) => (isClean(value) ? value : (mask(value) as T)),
  }
}
