import { next, type Part, type Text } from '../../../core/run/next-step.ts'
import { shownFingerprint } from '../fingerprint.ts'
import type { FingerprintedPlan, PlannedChange } from '../plan.ts'
import type { ArtifactWriter } from '../risk/artifact-writers.ts'
import { risksBySeverity } from '../risk/risks.ts'
import type { PlanReview } from '../values/review.ts'
import { artifactRiskText } from './artifact-risk-text.ts'
import { newsLines } from './news-text.ts'
import { reviewLines } from './review-text.ts'
import { counted, listed, paragraph } from './text-layout.ts'

/** What is printed beside a plan. */
export interface PlanSurroundings {
  /** The name of the environment, if any. */
  readonly label?: string
  /** The values before and after. */
  readonly review?: PlanReview
  readonly planFile?: string
  /** The evidence that the release satisfied, one line each. */
  readonly evidence?: readonly string[]
  /** The command that executes exactly this plan. */
  readonly command?: Part
}

const marks = { 'data loss': '✗', exposure: '!', access: '!' } as const

/** The plan in 80 columns: what needs attention first, then the rest by kind of change. */
export function planText(plan: FingerprintedPlan, around: PlanSurroundings = {}): Text {
  const head = [
    around.label,
    `stack ${plan.stack}`,
    plan.kind === 'create' ? 'new' : undefined,
    `plan ${shownFingerprint(plan.fingerprint)}`,
  ]
  const footer = [
    ...(around.evidence ?? []).map((line) => `Evidence              ${line}`),
    ...(around.planFile === undefined ? [] : [`Full list             ${around.planFile}`]),
    ...(around.command === undefined ? [] : [next`Execute exactly this  ${around.command}`]),
  ]
  const body = [
    head.filter((part) => part !== undefined).join(' · '),
    '',
    ...riskLines(plan.changes),
    ...artifactLines(plan.artifactWriters ?? []),
    ...changeLines(plan.changes, around.review),
    ...reviewLines(around.review, plan.kind === 'create'),
    ...newsLines(around.review?.news),
    ...(footer.length === 0 ? [] : ['']),
  ].join('\n')
  return footer.reduce<Text>((text, line) => next`${text}\n${line}`, body)
}

function riskLines(changes: readonly PlannedChange[]): string[] {
  const risky = risksBySeverity(changes)
  if (risky.length === 0) return []
  const width = Math.min(28, Math.max(...risky.map(({ change }) => change.resource.length)))
  const resources = new Set(risky.map(({ change }) => change.resource)).size
  let former = ''
  const lines = risky.flatMap(({ change, risk: { label, text } }) => {
    const heading = `  ${marks[label]} ${label.padEnd(9)}  ${change.resource.padEnd(width)}  ${change.type}`
    const repeated = former === heading
    former = heading
    return [...(repeated ? [] : [heading]), ...paragraph(text, 15)]
  })
  return [` ${resources} ${resources === 1 ? 'needs' : 'need'} your attention`, ...lines]
}

function artifactLines(writers: readonly ArtifactWriter[]): string[] {
  if (writers.length === 0) return []
  const lines = writers.flatMap((writer) => [
    `  ! artifacts  ${writer.resource}  ${writer.type}`,
    ...paragraph(artifactRiskText(writer), 15),
  ])
  return [' The artifact bucket needs your attention', ...lines]
}

function changeLines(changes: readonly PlannedChange[], review: PlanReview | undefined): string[] {
  const shown = new Set(review?.changes.flatMap(({ resource, alike = [] }) => [resource, ...alike]))
  const folded = new Set(
    review?.folded.flatMap(({ resources }) => resources.filter((resource) => !shown.has(resource))),
  )
  const of = (...effects: PlannedChange['effect'][]) => changes.filter(({ effect }) => effects.includes(effect))
  const rows: [string, readonly PlannedChange[]][] = [
    ['replaced', of('replace', 'may-replace')],
    ['changed', of('modify', 'unknown')],
    ['reverted', of('revert')],
    ['imported', of('import')],
    ['added', of('add')],
    ['removed', of('remove')],
  ]
  return rows
    .filter(([word, list]) => list.length > 0 || word === 'changed' || word === 'added' || word === 'removed')
    .flatMap(([word, list]) => listed(counted(list.length, word), namesOf(list, folded)))
}

/** The changes that need thought by name; the others only by their number, because a line of their own says what they are. */
function namesOf(list: readonly PlannedChange[], folded: ReadonlySet<string>): string[] {
  const real = list.filter(({ resource }) => !folded.has(resource))
  const others = list.length - real.length
  if (others === 0) return real.map(summaryOf)
  return [...real.map(summaryOf), real.length === 0 ? `only what follows others` : `${others} that only follow others`]
}

function summaryOf({ resource, effect, properties, because }: PlannedChange): string {
  if (effect === 'replace') return `${resource} (${because.join(', ') || 'replaced'})`
  if (effect === 'may-replace') return `${resource} (perhaps, ${because.join(', ')})`
  return properties.length === 0 ? resource : `${resource} (${topLevel(properties).join(', ')})`
}

function topLevel(properties: readonly string[]): string[] {
  return [...new Set(properties.map((path) => path.split('.')[0]!))]
}
