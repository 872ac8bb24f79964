import { cutText, findingLimits } from '../../../../core/run/finding-limits.ts'
import type { Text } from '../../../../core/run/next-step.ts'
import type { FilePosition, Finding } from '../../../../core/run/report.ts'

/** The next step, or a function that finds it: a guess takes time, and only few findings are shown. */
export type Fix = Text | (() => string | undefined) | undefined

/** The findings of a model: the first ones of each severity in the order of files, and the total numbers. */
export interface FindingList {
  readonly shown: readonly Finding[]
  readonly errors: number
  readonly warnings: number
}

/** Maximum length of a message: our own text with two values of the model. Longer messages are visibly truncated. */
export const longestFindingText = 600

type Kept = Finding & { readonly guess?: () => string | undefined }

/**
 * Collects the findings of a model while it is read. It counts all of them and keeps the first `findingLimits.shown` of
 * each severity, so that its size is limited.
 */
export class Findings {
  private readonly known = new Set<string>()
  private readonly more = { error: 0, warning: 0, notice: 0 }
  private readonly bySeverity = new Map<Finding['severity'], FirstFindings>()

  /** @param fix the next step, if there is a good guess */
  error(rule: string, place: FilePosition, text: string, fix?: Fix): void {
    this.put('error', rule, place, text, fix)
  }

  warning(rule: string, place: FilePosition, text: string, fix?: Fix): void {
    this.put('warning', rule, place, text, fix)
  }

  /** An error that is reported once for each `key`, because a missing name is missing everywhere. */
  errorOnce(key: string, rule: string, place: FilePosition, text: string, fix?: Fix): void {
    if (this.known.has(key)) return
    this.known.add(key)
    this.error(rule, place, text, fix)
  }

  /** A warning that is reported once for each `key`, however often it occurs. */
  warnOnce(key: string, rule: string, place: FilePosition, text: string, fix?: Fix): void {
    if (this.known.has(key)) return
    this.known.add(key)
    this.warning(rule, place, text, fix)
  }

  add(finding: Kept): void {
    const first = this.bySeverity.get(finding.severity) ?? new FirstFindings()
    this.bySeverity.set(finding.severity, first)
    first.add({ ...finding, text: cutText(finding.text, longestFindingText) })
  }

  /** Adds the number of further findings, which a reader counted but did not keep. */
  countMore(severity: Finding['severity'], count: number): void {
    this.more[severity] += count
  }

  get hasErrors(): boolean {
    return this.bySeverity.has('error')
  }

  /** The first findings of each severity, by file and position, without duplicates. */
  sorted(): FindingList {
    const lists = [...this.bySeverity.values()]
    const count = (severity: Finding['severity']) => (this.bySeverity.get(severity)?.count ?? 0) + this.more[severity]
    return {
      shown: lists.flatMap((list) => list.kept().map(guessed)).sort(byPlace),
      errors: count('error'),
      warnings: count('warning'),
    }
  }

  private put(severity: Finding['severity'], rule: string, place: FilePosition, text: string, fix: Fix): void {
    const next = typeof fix === 'function' ? { guess: fix } : fix === undefined ? {} : { fix }
    this.add({ severity, rule, text, place, ...next })
  }
}

function guessed({ guess, ...finding }: Kept): Finding {
  const fix = finding.fix ?? guess?.()
  return typeof fix !== 'string' ? finding : { ...finding, fix: cutText(fix, findingLimits.fix) }
}

/** The first findings of one severity, without duplicates. Later findings are only counted. */
class FirstFindings {
  private list: Kept[] = []
  private readonly seen = new Set<number>()

  get count(): number {
    return this.seen.size
  }

  add(finding: Kept): void {
    const { rule, text, place, fix } = finding
    const key = fingerprint(`${rule} ${place?.line} ${place?.column} ${place?.length} ${place?.file} ${text} ${fix}`)
    if (this.seen.has(key)) return
    this.seen.add(key)
    this.list.push(finding)
    // Sorts only from time to time, so that adding a finding is cheap.
    if (this.list.length >= findingLimits.shown * 4) this.list = this.kept()
  }

  kept(): Kept[] {
    return this.list.sort(byPlace).slice(0, findingLimits.shown)
  }
}

const multiply = Math.imul

/** 52 bits of FNV-1a in two halves: enough to distinguish millions of findings. */
function fingerprint(text: string): number {
  let low = 0x811c9dc5
  let high = 0xcbf29ce4
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index)
    low = multiply(low ^ code, 0x01000193)
    high = multiply(high ^ code ^ (low >>> 13), 0x01000193)
  }
  return (high & 0xfffff) * 0x100000000 + (low >>> 0)
}

function byPlace(a: Finding, b: Finding): number {
  const files = compare(a.place?.file ?? '', b.place?.file ?? '')
  if (files !== 0) return files
  return (a.place?.line ?? 0) - (b.place?.line ?? 0) || (a.place?.column ?? 0) - (b.place?.column ?? 0)
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
