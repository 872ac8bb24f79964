import type { LineStep, Report } from '../../core/run/report.ts'
import { fieldsOf, linesOf, type SecretMask } from '../../core/secrets/secret-mask.ts'
import { markdownText } from '../../core/text/markdown-text.ts'
import { boundedReport } from '../shared/bounded-report.ts'
import { continued } from '../shared/continued.ts'
import { inert } from '../shared/inert.ts'
import { paintFor } from '../shared/paint.ts'
import { renderFinding } from '../shared/render-finding.ts'
import type { GitHubAnnotations } from './annotations.ts'
import type { Verdict } from './summary.ts'
import { workflowWordsOf } from './words.ts'
import { workflowCommand } from './workflow-command.ts'

/** What the summary of the step will show. */
export interface Said {
  readonly summaries: Extract<Report, { kind: 'summary' }>[]
  proven: readonly LineStep[]
  verdict?: Verdict
}

interface Showing {
  readonly mask: SecretMask
  /** Removes secrets from a text, and shows its control characters by their code. */
  readonly shown: (text: string) => string
  readonly print: (line: string) => void
  readonly annotations: GitHubAnnotations
  readonly said: Said
}

/** Shows what a stage reports in the log of the job, and collects what the summary will show. */
export function reporter(
  environment: NodeJS.ProcessEnv,
  { mask, shown, print, annotations, said }: Showing,
): (event: Report) => void {
  const paint = paintFor(environment, false)
  const words = workflowWordsOf(environment)
  let open = false
  const log = (text: string) => {
    for (const line of inert(shown(text)).split('\n')) print(line)
  }
  const fold = (title: string | undefined) => {
    if (open) print(workflowCommand('endgroup', {}, ''))
    open = title !== undefined
    if (title !== undefined) print(workflowCommand('group', {}, shown(title)))
  }
  return (whole) => {
    const event = boundedReport(whole, (text) => mask.apply(text), words)
    if (event.kind === 'note' || event.kind === 'text') {
      log(event.kind === 'note' ? continued(event.text) : event.text)
      if (event.kind === 'note' && event.closing)
        said.summaries.push({ kind: 'summary', markdown: markdownText(event.text), rank: 0 })
    } else if (event.kind === 'warning') {
      log(`warning: ${continued(event.text)}`)
      annotations.add({ severity: 'warning', text: event.text })
    } else if (event.kind === 'finding') {
      log(renderFinding(event.finding, undefined, paint))
      annotations.add(event.finding)
    } else if (event.kind === 'secret') {
      mask.add(event.value)
      for (const line of [event.value, ...fieldsOf(event.value)].flatMap(linesOf))
        print(workflowCommand('add-mask', {}, line))
    } else if (event.kind === 'section') fold(event.title)
    else if (event.kind === 'group') {
      // Groups in GitHub's log cannot be nested.
      const around = open
      if (around) log(event.title)
      else fold(event.title)
      log(event.lines.join('\n'))
      if (!around) fold(undefined)
    } else if (event.kind === 'summary') said.summaries.push(event)
    else if (event.kind === 'verdict') said.verdict = event
    else if (event.kind === 'line') said.proven = event.steps
  }
}
