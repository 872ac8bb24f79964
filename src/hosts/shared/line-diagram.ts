import type { LineStep } from '../../core/run/report.ts'
import { markdownCode, markdownRow, markdownText } from '../../core/text/markdown-text.ts'

/**
 * The line as one row of boxes, starting with the first known stage. Each box has the outcome and the subject of its
 * stage; an open stage has a dot.
 * @param line the names of its stages, in order; other stages that ran come before it
 * @param steps steps that ran in this job or are proven, in order; the last one is this step
 */
export function lineDiagram(line: readonly string[], steps: readonly LineStep[]): string {
  const latest = new Map(steps.map((step) => [step.stage, step]))
  const now = steps.at(-1)?.stage
  const names = [...[...latest.keys()].filter((stage) => !line.includes(stage)), ...line]
  const known = names.slice(names.findIndex((stage) => latest.has(stage)))
  const mark = (stage: string, text: string) => (stage === now ? `**${text}**` : text)
  const boxes = known.map((stage) => {
    const step = latest.get(stage)
    return {
      head: mark(stage, markdownText([stage, step?.environment].filter(Boolean).join(' '))),
      outcome: step === undefined ? '·' : mark(stage, markdownText(step.outcome)),
      detail: step?.detail === undefined ? '' : markdownCode(step.detail),
    }
  })
  const row = (cells: readonly string[], between: string) =>
    markdownRow(cells.flatMap((cell, index) => (index === 0 ? [cell] : [between, cell])))
  const details = boxes.map(({ detail }) => detail)
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
    ...(details.some((detail) => detail !== '') ? [row(details, ' ')] : []),
  ].join('\n')
}
