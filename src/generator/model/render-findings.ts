import type { Finding } from '../../core/run/report.ts'
import { countOf } from '../../core/text/count-of.ts'
import { markdownCode, markdownRow, markdownText } from '../../core/text/markdown-text.ts'

/** Maximum number of rows. The log has all findings that were kept. */
const shown = 50

/** The findings of a model for the summary of a job: errors first, each with its position and the next step. */
export function renderFindings(findings: readonly Finding[], total: number): string {
  const errors = findings.filter(({ severity }) => severity === 'error')
  const rows = [...errors, ...findings.filter(({ severity }) => severity !== 'error')].slice(0, shown)
  const rest = total - rows.length
  return [
    '| rule | in the model | what | next |',
    '|---|---|---|---|',
    ...rows.map(({ severity, rule, place, text, fix }) =>
      markdownRow([
        markdownText(`${severity} ${rule ?? ''}`.trim()),
        place === undefined ? '' : markdownCode(`${place.file}:${place.line ?? 1}`),
        markdownText(text),
        typeof fix === 'string' ? markdownText(fix) : '',
      ]),
    ),
    ...(rest > 0 ? ['', `${countOf(rest, 'more finding')}: see the log.`] : []),
  ].join('\n')
}
