import type { Finding, Place } from '../../../core/report.ts'

/** Collects what is wrong with a model while it is read. */
export class Findings {
  private readonly list: Finding[] = []
  private readonly known = new Set<string>()

  /** @param fix the next thing to do, when there is a good guess */
  error(rule: string, place: Place, text: string, fix?: string): void {
    this.add({ severity: 'error', rule, text, place, ...(fix === undefined ? {} : { fix }) })
  }

  warning(rule: string, place: Place, text: string, fix?: string): void {
    this.add({ severity: 'warning', rule, text, place, ...(fix === undefined ? {} : { fix }) })
  }

  /** A warning that is given once for each `key`, however often it occurs. */
  warnOnce(key: string, rule: string, place: Place, text: string): void {
    if (this.known.has(key)) return
    this.known.add(key)
    this.warning(rule, place, text)
  }

  add(finding: Finding): void {
    this.list.push(finding)
  }

  get hasErrors(): boolean {
    return this.list.some(({ severity }) => severity === 'error')
  }

  /** Ordered by file, then by place; one of several equal ones. */
  sorted(): readonly Finding[] {
    const unique = new Map(this.list.map((finding) => [JSON.stringify(finding), finding]))
    return [...unique.values()].sort(byPlace)
  }
}

function byPlace(a: Finding, b: Finding): number {
  const files = compare(a.place?.file ?? '', b.place?.file ?? '')
  if (files !== 0) return files
  return (a.place?.line ?? 0) - (b.place?.line ?? 0) || (a.place?.column ?? 0) - (b.place?.column ?? 0)
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
