import { join } from 'node:path'
import type { Context } from '../../core/run/context.ts'
import { visibleJson, visibleTexts } from '../../core/text/visible.ts'
import type { GateReport } from '../../delivery/gate/report/gate-report.ts'
import { renderHtml, reportScripts } from '../../delivery/gate/report/render-html.ts'
import { renderJunit } from '../../delivery/gate/report/render-junit.ts'
import { renderMarkdown } from '../../delivery/gate/report/render-markdown.ts'

/** Writes the report in all its forms into a folder. @returns the path of the HTML page */
export async function writeReports(report: GateReport, folder: string, { files, folders }: Context): Promise<string> {
  const templates = join(folders.toolkit, 'templates', 'report')
  const [page, style, ...scripts] = await Promise.all(
    ['report.html', 'report.css', ...reportScripts].map((name) => files.readText(join(templates, name))),
  )
  // Pages for people show invisible characters by their code; files for programs keep the values.
  const shown = visibleTexts(report)
  const html = join(folder, 'quality-gate.html')
  await Promise.all([
    files.write(join(folder, 'quality-gate.json'), `${visibleJson(report, 2)}\n`),
    files.write(join(folder, 'quality-gate.junit.xml'), renderJunit(shown)),
    files.write(join(folder, 'quality-gate.md'), renderMarkdown(shown)),
    files.write(html, renderHtml(shown, { page: page!, style: style!, script: scripts.join('') })),
  ])
  return html
}
