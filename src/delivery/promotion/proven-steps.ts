import type { LineStep } from '../../core/run/report.ts'
import { countOf } from '../../core/text/count-of.ts'
import { markdownCode, markdownText } from '../../core/text/markdown-text.ts'
import { shortDigest } from '../../core/text/short-digest.ts'
import type { BelievedEvidence } from '../evidence/believed-evidence.ts'
import type { TestResult } from '../evidence/test-result.ts'

/** The steps of the line that the evidence of a release proves. A gate only tests a release that was deployed. */
export function provenSteps(release: string, evidence: readonly BelievedEvidence[]): readonly LineStep[] {
  const detail = shortDigest(release)
  const passed = evidence.flatMap(({ stage, environment }): LineStep[] => {
    const deployed = { stage: 'deploy', environment, outcome: 'done', detail }
    return [...(stage === 'quality-gate' ? [deployed] : []), { stage, environment, outcome: 'passed', detail }]
  })
  return [{ stage: 'package', outcome: 'done', detail }, ...passed]
}

/** One line of Markdown: the stage, when the store received its evidence, the numbers, the signature and the key. */
export function evidenceLine(evidence: BelievedEvidence & { readonly signature?: string }): string {
  const { stage, environment, seconds, key, statement, signature } = evidence
  const { predicate } = statement
  const count = predicate.stage === 'quality-gate' ? testedBy(predicate) : ''
  const signed = signature === undefined ? '' : `, ${markdownText(signature)}`
  const time = new Date(seconds * 1000).toISOString().replace('.000', '')
  return `Evidence: ${markdownText(`${stage}@${environment}`)} passed at ${markdownText(time)}${count}${signed} (${markdownCode(key)})`
}

function testedBy({ passedTests, testCommand }: TestResult): string {
  const scenarios =
    passedTests.length > 0 || testCommand === undefined ? `, ${countOf(passedTests.length, 'scenario')}` : ''
  return `${scenarios}${testCommand === undefined ? '' : `, test command ${markdownCode(testCommand.line)}`}`
}
