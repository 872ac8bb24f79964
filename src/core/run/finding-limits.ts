import type { Finding, Report } from './report.ts'

/**
 * Limits for findings about the user's files, because repeating an error many times does not help. `shown` counts
 * findings of one severity in one stage. The other limits are UTF-16 units of one finding.
 */
export const findingLimits = { shown: 100, text: 4000, fix: 1000 } as const

/** Shortens a text visibly: it keeps the beginning and the end, and states how much is missing between them. */
export function cutText(text: string, limit: number): string {
  if (text.length <= limit) return text
  const missing = (kept: number) => ` […${text.length - kept} characters left out…] `
  const kept = Math.max(0, limit - missing(0).length)
  const head = whole(text.slice(0, Math.ceil((kept * 2) / 3)))
  const tail = kept === 0 ? '' : text.slice(text.length - Math.floor(kept / 3)).replace(/^[\udc00-\udfff]/, '')
  return `${head}${missing(head.length + tail.length)}${tail}`
}

/**
 * Shortens the texts of a finding. The host shortens a fix that contains inputs, because only the host knows its
 * length.
 */
function cutFinding(finding: Finding): Finding {
  const { text } = finding
  const fix = typeof finding.fix === 'string' ? finding.fix : undefined
  if (text.length <= findingLimits.text && (fix === undefined || fix.length <= findingLimits.fix)) return finding
  return {
    ...finding,
    text: cutText(text, findingLimits.text),
    ...(fix === undefined ? {} : { fix: cutText(fix, findingLimits.fix) }),
  }
}

/**
 * Reports events of a stage, but only the first findings of each severity. `close` reports how many more there were.
 */
export interface LimitedReport {
  readonly report: (event: Report) => void
  /** Must be called once, when the stage has ended. */
  readonly close: () => void
}

/** @param report receives the events that remain */
export function limitFindings(report: (event: Report) => void): LimitedReport {
  const counts = { error: 0, warning: 0, notice: 0 }
  return {
    report(event) {
      if (event.kind === 'more-findings') {
        counts[event.severity] += event.count
        return
      }
      if (event.kind !== 'finding') return report(event)
      counts[event.finding.severity] += 1
      if (counts[event.finding.severity] > findingLimits.shown) return
      report({ kind: 'finding', finding: cutFinding(event.finding) })
    },
    close() {
      for (const severity of ['error', 'warning', 'notice'] as const) {
        const more = counts[severity] - findingLimits.shown
        if (more > 0) report({ kind: 'finding', finding: moreOf(severity, more) })
      }
    },
  }
}

function moreOf(severity: Finding['severity'], count: number): Finding {
  const text = `and ${count.toLocaleString('en')} more ${severity}${count === 1 ? '' : 's'}`
  return { severity, text, fix: 'fix those above, then run it again' }
}

/** Removes half of a surrogate pair at the end. */
function whole(text: string): string {
  return text.replace(/[\ud800-\udbff]$/, '')
}
