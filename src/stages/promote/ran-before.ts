import type { AwsAccount } from '../../core/ports/aws.ts'
import type { Context } from '../../core/run/context.ts'
import type { RunIdentity } from '../../core/run/run-identity.ts'
import { shortDigest } from '../../core/text/short-digest.ts'
import type { Environment } from '../../delivery/environment/configuration.ts'
import { parametersDigestOf } from '../../delivery/environment/record-deployment.ts'
import { findEveryEvidence } from '../../delivery/evidence/believed-evidence.ts'
import type { DeploymentPredicate } from '../../delivery/evidence/deployment.ts'
import { isSignedAs, type Signing } from '../../delivery/evidence/signing/signing.ts'
import { changedBetween } from '../../delivery/following/changed-since.ts'
import type { FingerprintedPlan } from '../../delivery/plan/plan.ts'
import { plansIn } from '../../delivery/plan/plan-store.ts'
import type { RunningRelease } from '../../delivery/promotion/running-release.ts'
import type { Release } from '../../delivery/release/read-release.ts'
import type { ArtifactBucket } from '../../delivery/release/release-keys.ts'
import { budgetOf } from '../../delivery/retry/call-budget.ts'
import { patient } from '../../delivery/retry/transient.ts'

/** What may have run right before the deployment that runs now. */
export interface Earlier {
  readonly target: Pick<Environment, 'parameters'>
  readonly there: ArtifactBucket
  readonly account: Pick<AwsAccount, 'stacks'>
  readonly release: Release
  readonly signing: Signing
  readonly running: RunningRelease
  /** Whether a run is one of those that brought what runs. */
  readonly isOurs: (run: Pick<RunIdentity, 'host' | 'id'>) => boolean
}

/** How long calls to CloudFormation are repeated. */
const patienceSeconds = 120

/**
 * Says why a release, with the parameters that the environment has now, may not be what ran right before the deployment
 * that runs. The executed plan names the release that ran before it, and the last event of the stack.
 * @returns undefined when exactly this ran, and nothing else had changed the stack since
 */
export async function whyNotBefore(
  earlier: Earlier,
  context: Pick<Context, 'clock' | 'report' | 'signal'>,
): Promise<string | undefined> {
  const { running, release, account, target } = earlier
  const { stackId } = running.record
  const [now, wanted] = [running.record.release, release.digest].map(shortDigest)
  const plan = await findExecuted(earlier, context)
  if (plan?.runs === undefined) return `no stored plan says what ran before release ${now}`
  if (plan.runs !== release.digest)
    return `release ${shortDigest(plan.runs)} ran before release ${now}, and not release ${wanted}`
  const before = await findDeployment(earlier)
  if (before === undefined) return `no evidence says with which parameters release ${wanted} ran before`
  if (before.parametersDigest !== parametersDigestOf(target))
    return `release ${wanted} ran with other parameters before`
  const { stacks } = account
  const repeated = patient(context, budgetOf(stacks, context.clock), patienceSeconds)
  const between = { since: before.deployedAt, until: plan.lastEvent }
  if (await repeated(() => changedBetween(stacks, stackId, between)))
    return `stack ${plan.stack} was changed between the deployments of release ${wanted} and release ${now}`
  return undefined
}

/**
 * The plan that brought what runs. When the run that recorded it only followed the operation, the evidence of the
 * approval names the plan: it is written right before the execution.
 */
async function findExecuted(
  { running, there, signing, isOurs }: Earlier,
  context: Pick<Context, 'report'>,
): Promise<FingerprintedPlan | undefined> {
  const plans = plansIn(there, context)
  if (running.plan !== undefined) return plans.find(running.plan)
  const expected = { ...running.record, stage: 'approval', gate: running.gate } as const
  const said = await findEveryEvidence(there.objects, there.bucket, expected)
  const ours = said.filter(({ opened, statement }) => isOurs(statement.predicate.run) && isSignedAs(opened, signing))
  const [fingerprint, ...others] = new Set(ours.map(({ statement }) => statement.predicate.plan))
  return fingerprint === undefined || others.length > 0 ? undefined : plans.find(fingerprint)
}

/** The last deployment of the release before the one that runs. */
async function findDeployment({
  running: { record },
  there,
  release,
  signing,
}: Earlier): Promise<DeploymentPredicate | undefined> {
  const gate = release.manifest.gate?.sha256 ?? null
  const expected = { ...record, stage: 'deploy', release: release.digest, gate } as const
  const said = await findEveryEvidence(there.objects, there.bucket, expected)
  return said
    .filter(({ opened }) => isSignedAs(opened, signing))
    .map(({ statement }) => statement.predicate)
    .filter(({ deployedAt }) => deployedAt < record.deployedAt)
    .sort((a, b) => (a.deployedAt < b.deployedAt ? 1 : -1))[0]
}
