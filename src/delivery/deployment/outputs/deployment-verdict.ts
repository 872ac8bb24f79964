import { approve, input, next, type Text } from '../../../core/run/next-step.ts'
import type { Report } from '../../../core/run/report.ts'
import { markdownCode } from '../../../core/text/markdown-text.ts'
import { shortDigest } from '../../../core/text/short-digest.ts'
import { shownFingerprint } from '../../plan/fingerprint.ts'
import { summaryOf } from '../../plan/rendering/plan-markdown.ts'
import { risksBySeverity } from '../../plan/risk/risks.ts'
import type { DeployResult, PlanChoice } from '../deploy-options.ts'

/** What a finished deployment was meant to do, for people who approve it or read about it later. */
export interface DeploymentEnd {
  readonly result: DeployResult
  readonly plan?: PlanChoice | undefined
  /** Whether the plan is shown only, because its release is in no bucket. */
  readonly isPreview?: boolean
  /** The environment, or the stack when there is no environment. */
  readonly target: string
  /** The wanted release; undefined when a template was deployed. */
  readonly release?: { readonly digest: string; readonly version?: string | undefined } | undefined
  /** The evidence that the release satisfied, one line of Markdown each. */
  readonly evidence?: readonly string[]
}

/**
 * The closing report of a deployment: what waits for approval, what runs now, or that nothing changes. Below it stands
 * everything that an approval needs.
 */
export function deploymentVerdict(end: DeploymentEnd): Extract<Report, { kind: 'verdict' }> {
  const { evidence = [] } = end
  const lines = [...releaseLine(end), ...evidence]
  return { kind: 'verdict', text: textOf(end), markdown: lines.map((line) => `- ${line}`).join('\n'), ...nextStep(end) }
}

/** The outcome of a deployment as the steps of the line show it. */
export function stepOutcome({ result, plan }: Pick<DeploymentEnd, 'result' | 'plan'>): string {
  return plan?.kind === 'only' && result.outcome !== 'no-changes' ? 'planned' : result.outcome
}

function textOf({ result, plan, isPreview, target, release }: DeploymentEnd): string {
  const only = plan?.kind === 'only'
  if (isPreview && result.outcome === 'no-changes') return `${target} would not change`
  if (isPreview && result.plan !== undefined)
    return `preview of ${target}: ${summaryOf(result.plan.changes)}${attention(result.plan)}`
  if (result.outcome === 'no-changes') return only ? `${target} has no changes; approval is not needed` : 'no-changes'
  if (only && result.plan !== undefined)
    return `plan ${shownFingerprint(result.plan.fingerprint)} waits for approval: ${summaryOf(result.plan.changes)}${attention(result.plan)}`
  return release === undefined ? result.outcome : `${result.outcome}, release ${shortDigest(release.digest)} runs now`
}

function attention({ changes, artifactWriters = [] }: NonNullable<DeployResult['plan']>): string {
  const risky = risksBySeverity(changes)
  if (risky.length + artifactWriters.length === 0) return ''
  const names = [...risky.map(({ change }) => change.resource), ...artifactWriters.map(({ resource }) => resource)]
  const resources = new Set(names).size
  const labels = [
    ...new Set([...risky.map(({ risk }) => risk.label), ...artifactWriters.map(() => 'artifacts' as const)]),
  ]
  return `; ${resources} ${resources === 1 ? 'needs' : 'need'} your attention (${labels.join(', ')})`
}

function releaseLine({ result, plan, target, release }: DeploymentEnd): string[] {
  if (release === undefined) return []
  const version = release.version === undefined ? '' : ` (version ${markdownCode(release.version)})`
  const wanted = `Release ${markdownCode(shortDigest(release.digest))}${version}`
  const { runs } = result
  const does = plan?.kind === 'only' && result.outcome !== 'no-changes' ? 'would replace' : 'replaced'
  if (runs === undefined) return [`${wanted}; ${markdownCode(target)} has no known earlier release`]
  if (runs === release.digest) return [`${wanted}; it was already running in ${markdownCode(target)}`]
  return [
    `${wanted} ${does} ${markdownCode(shortDigest(runs))}, which ${does === 'replaced' ? 'ran' : 'runs'} in ${markdownCode(target)}`,
  ]
}

function nextStep({ result, plan, isPreview }: DeploymentEnd): { next?: Text } {
  if (isPreview || plan?.kind !== 'only' || result.plan === undefined) return {}
  const { fingerprint } = result.plan
  return {
    next: next`look at the changes below, then ${approve}run again with ${input('plan', fingerprint)}; any other plan is refused`,
  }
}
