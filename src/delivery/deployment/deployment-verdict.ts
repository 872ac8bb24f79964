import { approve, input, next, type Text } from '../../core/run/next-step.ts'
import type { Report } from '../../core/run/report.ts'
import { markdownCode } from '../../core/text/markdown-text.ts'
import { shortDigest } from '../../core/text/short-digest.ts'
import { shownFingerprint } from '../plan/fingerprint.ts'
import { summaryOf } from '../plan/rendering/plan-markdown.ts'
import { risksBySeverity } from '../plan/risk/risks.ts'
import type { DeployResult, PlanChoice } from './deploy-options.ts'

/** What was wanted of a deployment that ended, for whoever approves it or looks back at it. */
export interface DeploymentEnd {
  readonly result: DeployResult
  readonly plan?: PlanChoice | undefined
  /** The environment, or the stack where it has none. */
  readonly target: string
  /** The wanted release; undefined for a template. */
  readonly release?: { readonly digest: string; readonly version?: string | undefined } | undefined
  /** What let it pass, one line of Markdown each. */
  readonly evidence?: readonly string[]
}

/** The last word of a deployment: what waits, what runs now, or that nothing is to be done; below it all that an approval needs. */
export function deploymentVerdict(end: DeploymentEnd): Extract<Report, { kind: 'verdict' }> {
  const { evidence = [] } = end
  const lines = [...releaseLine(end), ...evidence]
  return { kind: 'verdict', text: textOf(end), markdown: lines.map((line) => `- ${line}`).join('\n'), ...nextStep(end) }
}

/** How the end of a deployment is called in the box of the line. */
export function stepOutcome({ result, plan }: Pick<DeploymentEnd, 'result' | 'plan'>): string {
  return plan?.kind === 'only' && result.outcome !== 'no-changes' ? 'planned' : result.outcome
}

function textOf({ result, plan, target, release }: DeploymentEnd): string {
  const only = plan?.kind === 'only'
  if (result.outcome === 'no-changes')
    return only ? `nothing is to be done, ${target} stays as it is and nobody is asked` : 'no-changes'
  if (only && result.plan !== undefined)
    return `plan ${shownFingerprint(result.plan.fingerprint)} waits for approval: ${summaryOf(result.plan.changes)}${attention(result.plan)}`
  return release === undefined
    ? result.outcome
    : `${result.outcome}, release ${shortDigest(release.digest)} runs there now`
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
  const does = plan?.kind === 'only' && result.outcome !== 'no-changes' ? 'would take' : 'took'
  if (runs === undefined) return [`${wanted}; no release is known to have run in ${markdownCode(target)} before`]
  if (runs === release.digest) return [`${wanted}; it ran in ${markdownCode(target)} already`]
  return [
    `${wanted} ${does} the place of ${markdownCode(shortDigest(runs))}, which ${does === 'took' ? 'ran' : 'runs'} in ${markdownCode(target)}`,
  ]
}

function nextStep({ result, plan }: DeploymentEnd): { next?: Text } {
  if (plan?.kind !== 'only' || result.plan === undefined) return {}
  const { fingerprint } = result.plan
  return {
    next: next`look at the changes below, then ${approve}run again with ${input('plan', fingerprint)}; any other plan is refused`,
  }
}
