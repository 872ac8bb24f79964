import { markdownCode, markdownRow, markdownText } from '../../../core/text/markdown-text.ts'
import { shownFingerprint } from '../fingerprint.ts'
import { changeCounts, type FingerprintedPlan, type PlannedChange } from '../plan.ts'
import { risksBySeverity } from '../risk/risks.ts'
import type { PlanReview } from '../values/review.ts'
import { artifactRiskText } from './artifact-risk-text.ts'
import { newsMarkdown } from './news-markdown.ts'
import { reviewMarkdown } from './review-markdown.ts'

/** What is rendered with a plan. */
export interface PlanAround {
  /** Environment or another short name. */
  readonly label?: string | undefined
  /** The values before and after. */
  readonly review?: PlanReview | undefined
}

/**
 * The plan for a job summary or a pull request: what needs attention first, then the values that change, with the full
 * table folded.
 */
export function planMarkdown(plan: FingerprintedPlan, { label, review }: PlanAround = {}): string {
  const risky = risksBySeverity(plan.changes)
  const { artifactWriters = [] } = plan
  const title = [
    label === undefined ? undefined : markdownText(label),
    `stack ${markdownCode(plan.stack)}`,
    plan.kind === 'create' ? 'new' : undefined,
    `plan ${markdownCode(shownFingerprint(plan.fingerprint))}`,
  ]
  return [
    `### ${title.filter((part) => part !== undefined).join(' · ')}`,
    '',
    `${summaryOf(plan.changes)}. Fingerprint: ${markdownCode(plan.fingerprint)}`,
    ...(risky.length + artifactWriters.length === 0
      ? []
      : [
          '',
          '| risk | resource | what |',
          '|---|---|---|',
          ...risky.map(({ change, risk }) =>
            markdownRow([
              `**${risk.label}**`,
              `${markdownCode(change.resource)} ${markdownText(change.type)}`,
              markdownText(risk.text),
            ]),
          ),
          ...artifactWriters.map((writer) =>
            markdownRow([
              '**artifacts**',
              `${markdownCode(writer.resource)} ${markdownText(writer.type)}`,
              markdownText(artifactRiskText(writer)),
            ]),
          ),
        ]),
    '',
    ...[reviewMarkdown(review, plan.kind === 'create'), newsMarkdown(review?.news)].filter((text) => text !== ''),
    `<details><summary>All changes (${plan.changes.length})</summary>`,
    '',
    '| change | resource | type | replacement | what changed |',
    '|---|---|---|---|---|',
    ...plan.changes.map((change) =>
      markdownRow([
        change.effect,
        markdownCode(change.resource),
        markdownText(change.type),
        markdownText(replacementOf(change)),
        markdownText(namesOf(change.properties)),
      ]),
    ),
    '',
    '</details>',
    '',
  ].join('\n')
}

/** `2 replaced, 4 changed, 1 added, 0 removed`. */
export function summaryOf(changes: readonly PlannedChange[]): string {
  const { replaced, changed, added, removed } = changeCounts(changes)
  const parts = [`${changed} changed`, `${added} added`, `${removed} removed`]
  return (replaced === 0 ? parts : [`${replaced} replaced`, ...parts]).join(', ')
}

/** A resource may have thousands of properties, and a summary has room for one megabyte. */
function namesOf(properties: readonly string[]): string {
  const more = properties.length - mostNames
  return [...properties.slice(0, mostNames), ...(more > 0 ? [`and ${more} more`] : [])].join(', ')
}

const mostNames = 40

function replacementOf({ effect, because }: PlannedChange): string {
  if (effect === 'replace') return `yes: ${because.join(', ')}`
  return effect === 'may-replace' ? `perhaps: ${because.join(', ')}` : ''
}
