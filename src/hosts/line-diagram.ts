import { markdownText } from '../core/markdown-text.ts'

/** How one stage of the line ended. */
export interface LineStep {
  readonly stage: string
  readonly environment?: string
  /** The outcome in words. */
  readonly outcome: string
}

/** The line as a reader knows it (docs/architecture.md); other stages stand in front of it when they ran. */
const line = ['generate', 'publish', 'package', 'deploy', 'quality-gate', 'promote']

/**
 * The line as one row of boxes, each stage with its outcome in words; what ran elsewhere, or not yet, is a dot.
 * @param steps what ran in this job, in order; the last one is this step
 */
export function lineDiagram(steps: readonly LineStep[]): string {
  const latest = new Map(steps.map((step) => [step.stage, step]))
  const now = steps.at(-1)?.stage
  const names = [...[...latest.keys()].filter((stage) => !line.includes(stage)), ...line]
  const mark = (stage: string, text: string) => (stage === now ? `**${text}**` : text)
  const boxes = names.map((stage) => {
    const step = latest.get(stage)
    return {
      head: mark(stage, markdownText([stage, step?.environment].filter(Boolean).join(' '))),
      outcome: step === undefined ? '·' : mark(stage, markdownText(step.outcome)),
    }
  })
  const row = (cells: readonly string[], between: string) => `| ${cells.join(` | ${between} | `)} |`
  return [
    row(
      boxes.map(({ head }) => head),
      '→',
    ),
    row(
      boxes.map(() => ':-:'),
      ':-:',
    ),
    row(
      boxes.map(({ outcome }) => outcome),
      ' ',
    ),
  ].join('\n')
}
