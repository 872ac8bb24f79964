import { countOf } from '../../core/count-of.ts'
import { markdownCode, markdownText } from '../../core/markdown-text.ts'
import type { LineStep } from '../../core/report.ts'
import { type Evidence, evidencePlace } from '../evidence.ts'

/** The steps of the line that a release has behind it by its evidence; a gate tests nothing but what was deployed there. */
export function provenSteps(release: string, evidence: readonly Evidence[]): readonly LineStep[] {
  const detail = release.slice(0, 12)
  const passed = evidence.flatMap(({ key }): LineStep[] => {
    const { stage, environment } = evidencePlace(key)
    const deployed = { stage: 'deploy', environment, outcome: 'done', detail }
    return [...(stage === 'quality-gate' ? [deployed] : []), { stage, environment, outcome: 'passed', detail }]
  })
  return [{ stage: 'package', outcome: 'done', detail }, ...passed]
}

/** One line of Markdown: what passed, when, how much it tried, and under which key that is written. */
export function evidenceLine({ key, statement }: Evidence): string {
  const { stage, environment, time } = evidencePlace(key)
  const { passedTests } = statement.predicate
  const count = Array.isArray(passedTests) ? `, ${countOf(passedTests.length, 'scenario')}` : ''
  return `Evidence: ${markdownText(`${stage}@${environment}`)} passed at ${markdownText(time)}${count} (${markdownCode(key)})`
}
