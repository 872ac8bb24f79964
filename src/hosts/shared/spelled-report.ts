import { type Spelling, spell } from '../../core/run/next-step.ts'
import type { Report } from '../../core/run/report.ts'

/** A report in the words of a host, without cutting any text. */
export function spelledReport(event: Report, spelling: Spelling): Report<string> {
  switch (event.kind) {
    case 'warning':
    case 'text':
      return { ...event, text: spell(event.text, spelling) }
    case 'finding': {
      const { fix, ...finding } = event.finding
      return { kind: 'finding', finding: { ...finding, ...(fix !== undefined && { fix: spell(fix, spelling) }) } }
    }
    case 'verdict': {
      const { next, ...verdict } = event
      return { ...verdict, ...(next !== undefined && { next: spell(next, spelling) }) }
    }
    default:
      return event
  }
}
