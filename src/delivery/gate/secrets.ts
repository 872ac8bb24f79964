import type { Report } from '../../core/report.ts'

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
    for (const each of spellingsOf(value)) spellings.add(each)
    pattern = undefined
  }
  const maskText = (text: string) => {
    pattern ??= new RegExp(
      [...spellings]
        .sort((a, b) => b.length - a.length)
        .map(escaped)
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

/** As it is, in JSON, in a URL, and in base64 at each of the three alignments that it can have inside a longer text. */
function spellingsOf(value: string): string[] {
  const encoded = [0, 1, 2].flatMap((shift) => {
    const bytes = Buffer.concat([Buffer.alloc(shift), Buffer.from(value)])
    const skip = [0, 2, 3][shift]!
    const whole = Math.floor((bytes.length * 4) / 3)
    return [bytes.toString('base64').slice(skip, whole), bytes.toString('base64url').slice(skip, whole)]
  })
  return [
    value,
    JSON.stringify(value).slice(1, -1),
    encodeURIComponent(value),
    ...encoded.filter((each) => each.length > 3),
  ]
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&')
}
