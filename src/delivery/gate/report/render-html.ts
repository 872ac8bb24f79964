import { createHash } from 'node:crypto'
import type { GateReport } from './gate-report.ts'
import { pageReport } from './page-data.ts'

/** The texts of `templates/report/`. */
export interface ReportTemplate {
  readonly page: string
  readonly style: string
  readonly script: string
}

/** The scripts of `templates/report/`, in the order in which they are joined. */
export const reportScripts = ['elements', 'figures', 'coverage-map', 'exchange', 'scenarios', 'notes', 'page'].map(
  (name) => `${name}.js`,
)

/**
 * Renders the report as one page that works without a network: the report with its verdicts as JSON, and a script that
 * draws it. No content of the report becomes markup: the JSON cannot end its element, and the script only writes text
 * nodes.
 */
export function renderHtml(report: GateReport, { page, style, script }: ReportTemplate): string {
  const values: Readonly<Record<string, string>> = {
    title: escaped(`${report.application} ${report.verdict} on ${report.environment}`),
    style,
    style_digest: digestOf(style),
    script,
    script_digest: digestOf(script),
    report: inert(JSON.stringify(pageReport(report))),
  }
  return page.replace(/SLOT_(\w+)/g, (slot, name: string) => values[name] ?? slot)
}

/**
 * JSON inside a script element. `<` could end the element, and older scripts do not allow two of the line separators.
 */
function inert(json: string): string {
  return json.replace(
    /[<>&\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}

/**
 * The hash of a script for the page's content security policy, which blocks all other scripts (CSP Level 3, hash
 * sources).
 */
function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('base64')
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
}
