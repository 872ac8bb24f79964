import { cutText } from '../../core/run/finding-limits.ts'
import type { Finding } from '../../core/run/report.ts'
import { countOf } from '../../core/text/count-of.ts'
import { markdownCode, markdownRow, markdownText } from '../../core/text/markdown-text.ts'

/** Maximum number of rows. The log has all findings that were kept. */
const shown = 50

/** Maximum number of characters of a text in a row. */
const longest = 500

/**
 * Findings for the summary of a job: errors first, each with its position and the next step.
 * @param total of findings, more than those that were kept
 * @param where title of the column with the positions
 */
export function renderFindings(findings: readonly Finding[], total: number, where: string): string {
  const errors = findings.filter(({ severity }) => severity === 'error')
  const rows = [...errors, ...findings.filter(({ severity }) => severity !== 'error')].slice(0, shown)
  const rest = total - rows.length
  return [
    `| rule | ${where} | what | next |`,
    '|---|---|---|---|',
    ...rows.map(({ severity, rule, place, text, fix }) =>
      markdownRow([
        markdownText(`${severity} ${rule ?? ''}`.trim()),
        place === undefined ? '' : markdownCode(`${place.file}:${place.line ?? 1}`),
        markdownText(cutText(text, longest)),
        typeof fix === 'string' ? markdownText(cutText(fix, longest)) : '',
      ]),
    ),
    ...(rest > 0 ? ['', `${countOf(rest, 'more finding')}: see the log.`] : []),
  ].join('\n')
}
