import { cutText } from '../../core/run/finding-limits.ts'
import type { Spelling } from '../../core/run/next-step.ts'
import type { Finding, Report } from '../../core/run/report.ts'
import { spelledReport } from './spelled-report.ts'

/**
 * Limit, in characters, for one text of a stage: a note, a warning, a finding, a line of a group, the message of a
 * failure.
 */
export const longestText = 16_384
/** Limit, in characters, for a text with its own layout, such as the table of a plan. */
export const longestLayout = 1_048_576
/** Limit, in characters, for a name: a rule, a path, an address, the title of a group. */
export const longestName = 4_096

/**
 * Renders a report in the words of the host, removes secrets, and cuts each text that is too long to be read. Masking
 * comes first, because a mask cannot recognize half of a secret.
 */
export function boundedReport(said: Report, mask: (text: string) => string, spelling: Spelling): Report<string> {
  const event = spelledReport(said, spelling)
  const cut = (text: string) => cutText(mask(text), longestText)
  const name = (text: string) => cutText(mask(text), longestName)
  switch (event.kind) {
    case 'note':
    case 'warning':
      return { ...event, text: cut(event.text) }
    case 'progress':
      return {
        ...event,
        text: cut(event.text),
        ...(event.rows && { rows: event.rows.map((row) => ({ ...row, name: name(row.name), text: cut(row.text) })) }),
      }
    case 'text':
      return { ...event, text: cutText(mask(event.text), longestLayout) }
    case 'finding':
      return { ...event, finding: boundedFinding(event.finding, cut, name) }
    case 'group':
      return { ...event, title: name(event.title), lines: event.lines.map(cut) }
    case 'section':
      return event.title === undefined ? event : { ...event, title: name(event.title) }
    case 'verdict':
      return {
        ...event,
        text: cut(event.text),
        markdown: cutText(mask(event.markdown), longestLayout),
        ...(event.next === undefined ? {} : { next: cut(event.next) }),
      }
    default:
      return event
  }
}

function boundedFinding(
  finding: Finding<string>,
  cut: (text: string) => string,
  name: (text: string) => string,
): Finding<string> {
  const { rule, text, place, fix, link } = finding
  return {
    ...finding,
    text: cut(text),
    ...(rule === undefined ? {} : { rule: name(rule) }),
    ...(place === undefined ? {} : { place: { ...place, file: name(place.file) } }),
    ...(fix === undefined ? {} : { fix: cut(fix) }),
    ...(link === undefined ? {} : { link: name(link) }),
  }
}
