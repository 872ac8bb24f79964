import { defined } from '../../core/run/defined.ts'
import type { Result } from '../../core/run/host.ts'
import { own } from '../../core/run/own.ts'
import type { Finding, LineStep } from '../../core/run/report.ts'
import { lineOf, type StageList } from '../../core/run/stage-list.ts'
import { markdownBlock, markdownCode, markdownLink, markdownRow, markdownText } from '../../core/text/markdown-text.ts'
import { lineDiagram } from '../shared/line-diagram.ts'
import { resultJson } from '../shared/result-text.ts'
import { type SummaryPart, summaryLimit } from './cut-summary.ts'
import { ownPage } from './pages.ts'

export interface SummaryOptions {
  readonly result: Result<string>
  /** Steps that ran in this job or are proven; the last one is this step. */
  readonly steps: readonly LineStep[]
  /** The closing message of the stage, if it has one. */
  readonly verdict?: Verdict | undefined
  /** The stage's own parts of the summary. */
  readonly parts: readonly SummaryPart[]
  /** Findings without an annotation. */
  readonly rest: readonly Finding<string>[]
  readonly environment: NodeJS.ProcessEnv
  readonly stages: StageList
}

/** A verdict in the words of a stage: plain text that continues after the stage's name, and Markdown below the line. */
export interface Verdict {
  readonly text: string
  readonly markdown: string
  /** What to do next. */
  readonly next?: string
}

const failed = new Set(['failure', 'bug'])

/** The whole summary of a step: verdict, line, reason and next step, then the stage's own parts, then the rest. */
export function summaryParts(options: SummaryOptions): readonly SummaryPart[] {
  const { result, steps, parts, rest, environment, stages } = options
  const verdict = result.kind === 'bug' ? undefined : options.verdict
  const isOfLine = steps.some(({ stage }) => own(stages, stage)?.inLine !== false)
  const line = isOfLine ? [lineDiagram(lineOf(stages), steps)] : []
  const head = [headingOf(result, steps, verdict), ...line]
  const end = [...reasonOf(result, verdict, environment), ...linksOf(result, stages)]
  return [
    { markdown: head.join('\n\n'), rank: 0 },
    ...(verdict === undefined ? [] : [{ markdown: markdownOf(verdict), rank: 0 }]),
    ...(end.length === 0 ? [] : [{ markdown: end.join('\n\n'), rank: 0 }]),
    ...parts,
    ...(rest.length === 0 ? [] : [{ markdown: restOf(rest), rank: 2 }]),
  ]
}

function markdownOf({ markdown, next }: Verdict): string {
  return [markdown, ...(next === undefined ? [] : [`- **Next:** ${markdownText(next)}`])].filter(Boolean).join('\n')
}

/** This step as a box of the line. If it succeeded, the stage may have its own label for it. */
export function stepOf(
  result: Result<string>,
  environment: string | undefined,
  proven: readonly LineStep[] = [],
): LineStep {
  const { outcome } = resultJson(result) as { outcome: string }
  const said = result.kind === 'done' ? proven.find(({ stage }) => stage === result.stage) : undefined
  return { stage: result.stage, outcome, ...defined({ environment }), ...said }
}

function headingOf(result: Result<string>, steps: readonly LineStep[], verdict: Verdict | undefined): string {
  const { environment, outcome } = steps.at(-1)!
  const what = markdownText([result.stage, environment].filter(Boolean).join(' '))
  const mark = markOf[outcome] ?? (failed.has(result.kind) ? '✗' : '✓')
  return `## ${mark} ${what}: ${markdownText(verdict?.text ?? outcome)}`
}

/** The sign of an outcome that is neither a success nor a failure. */
export const markOf: Readonly<Record<string, '–' | '·'>> = { 'no-changes': '–', superseded: '–', planned: '·' }

/** What is wrong, what to do next, and where to read more. */
function reasonOf(result: Result<string>, verdict: Verdict | undefined, environment: NodeJS.ProcessEnv): string[] {
  if (result.kind === 'done') return []
  const { error } = resultJson(result) as { error: { reason: string; message: string; hint?: string } }
  return [
    ...(verdict === undefined ? [markdownBlock(shortened(error.message))] : []),
    ...(error.hint === undefined ? [] : [`**Next:** ${markdownText(error.hint)}`]),
    [`Reason: ${documented(error.reason, environment)}`, ...pageOf(result.stage, error.hint, environment)].join(' · '),
  ]
}

/** The page of the action, if the hint sends the reader to it. */
function pageOf(stage: string, hint: string | undefined, environment: NodeJS.ProcessEnv): string[] {
  const page = hint?.includes('README') ? ownPage(`actions/${stage}/README.md`, environment) : undefined
  return page === undefined ? [] : [markdownLink(`Inputs of ${stage}`, page)]
}

/** The page about the reason, in the repository and at the commit of this action. */
function documented(reason: string, environment: NodeJS.ProcessEnv): string {
  const page = reason === 'bug' ? undefined : ownPage(`docs/errors.md#${reason}`, environment)
  return page === undefined ? markdownCode(reason) : markdownLink(reason, page)
}

/** The link of an output `url`, the page of what the stage worked on. */
function linksOf(result: Result<string>, stages: StageList): string[] {
  const url = result.kind === 'done' ? result.outputs.url : undefined
  return typeof url === 'string'
    ? [markdownLink(own(stages, result.stage)?.page ?? 'The stack in the console', url)]
    : []
}

function restOf(rest: readonly Finding[]): string {
  const rows = rest.map(({ severity, rule, text, place, link }) => {
    const where = place === undefined ? '' : markdownCode([place.file, place.line].filter(Boolean).join(':'))
    const linked = link === undefined ? where : markdownLink(where || 'more', link)
    return markdownRow([severity, markdownText([rule, text].filter(Boolean).join(': ')), linked])
  })
  const title = `${rest.length} more that no annotation shows`
  return [
    `<details><summary>${title}</summary>`,
    '',
    '| | what | where |',
    '|---|---|---|',
    ...rows,
    '',
    '</details>',
  ].join('\n')
}

function shortened(text: string): string {
  return text.length > summaryLimit / 4 ? `${text.slice(0, summaryLimit / 4)}…` : text
}
