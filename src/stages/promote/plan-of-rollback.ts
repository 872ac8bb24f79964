import type { AwsAccount } from '../../core/ports/aws.ts'
import type { Context, Rollback } from '../../core/run/context.ts'
import { command, joined, next } from '../../core/run/next-step.ts'
import { runText } from '../../core/run/run-identity.ts'
import { StageError } from '../../core/run/stage-error.ts'
import { shortDigest } from '../../core/text/short-digest.ts'
import type { PlanChoice } from '../../delivery/deployment/deploy-options.ts'
import type { Environment } from '../../delivery/environment/configuration.ts'
import { parametersDigestOf } from '../../delivery/environment/record-deployment.ts'
import type { UnapprovedRollback } from '../../delivery/evidence/approval.ts'
import type { Signing } from '../../delivery/evidence/signing/signing.ts'
import { shownFingerprint } from '../../delivery/plan/fingerprint.ts'
import { findRunning, type RunningRelease } from '../../delivery/promotion/running-release.ts'
import type { Release } from '../../delivery/release/read-release.ts'
import type { ArtifactBucket } from '../../delivery/release/release-keys.ts'
import { whyNotBefore } from './ran-before.ts'

/** Where a rollback leads. */
export interface RollbackTarget {
  readonly target: Pick<Environment, 'name' | 'application' | 'parameters' | 'unapprovedRollback'>
  readonly there: ArtifactBucket
  readonly account: Pick<AwsAccount, 'stacks'>
  readonly release: Release
  readonly signing: Signing
}

/** Which plan may be executed, and what lets it in when nobody approved it. */
export interface PermittedPlan {
  readonly plan: PlanChoice | undefined
  readonly rollback?: UnapprovedRollback
}

/**
 * Which plan a promotion may execute. A rollback gets the values of the run that it goes back to, so that its plan was
 * approved for another state of the stack. Where the environment lets this in, a fresh plan is made. One that began by
 * itself only undoes what the failed runs brought: it goes back to exactly what ran right before them. When that runs
 * already, it may change nothing.
 * @throws StageError `rollback-unapproved`, or the errors of `findRunning` and of CloudFormation
 */
export async function planOfRollback(
  choice: PlanChoice | undefined,
  goal: RollbackTarget,
  context: Pick<Context, 'rollsBack' | 'report' | 'clock' | 'signal'>,
): Promise<PermittedPlan> {
  const { target, there, release, signing } = goal
  const { rollsBack, report } = context
  if (choice?.kind !== 'exactly') return { plan: choice }
  const rollback = await rollsBack?.()
  if (rollback === undefined) return { plan: choice }
  const { name } = target
  const old = `this run rolls ${name} back, and plan ${shownFingerprint(choice.fingerprint)} was approved for an earlier state`
  const preview = next`plan it yourself: ${command('promote', { release: release.digest, environment: name, 'plan-only': true })}`
  const refused = (text: string, more?: ReturnType<typeof next>) =>
    new StageError('rollback-unapproved', text, { hint: joined([preview, more], '; ')! })
  if (!target.unapprovedRollback)
    throw refused(
      old,
      next`or set "rollback-without-approval: true" of ${name} in liftlock.yml, for rollbacks that lose no data`,
    )
  const policy = 'rollback-without-approval'
  const fresh = `${old}: a fresh plan is executed, if it loses no data`
  if (rollback.kind === 'asked-for') {
    report({ kind: 'note', text: fresh })
    return { plan: { kind: 'lossless' }, rollback: { policy, from: null } }
  }
  const running = await findRunning(there, target, signing)
  if (running !== undefined && isThere(running, goal)) {
    report({ kind: 'note', text: `${old}; ${name} runs release ${shortDigest(release.digest)} already` })
    return { plan: { kind: 'empty' } }
  }
  const undone = await undoneRun(running, rollback, goal, context)
  if (typeof undone === 'string') throw refused(`${old}; nobody asked for this rollback, and ${undone}`)
  report({ kind: 'note', text: fresh })
  const { id, release: failed, deployedAt } = undone
  return {
    plan: { kind: 'lossless', unchangedSince: deployedAt },
    rollback: { policy, from: { release: failed, run: id } },
  }
}

/** Whether the record names the release to go back to, and the parameters that it would get. */
function isThere({ record }: RunningRelease, { release, target }: RollbackTarget): boolean {
  return record.release === release.digest && record.parametersDigest === parametersDigestOf(target)
}

/** What the failed runs brought, when this is what runs and nothing but the target ran before it; else why it is not. */
async function undoneRun(
  running: RunningRelease | undefined,
  { isFailed }: Extract<Rollback, { kind: 'by-itself' }>,
  goal: RollbackTarget,
  context: Pick<Context, 'report' | 'clock' | 'signal'>,
): Promise<{ readonly id: string; readonly release: string; readonly deployedAt: string } | string> {
  if (isFailed === undefined) return 'the pipeline does not tell which execution failed'
  if (running === undefined) return 'no record says what runs there'
  const { run, record } = running
  const { release, deployedAt } = record
  const what = `release ${shortDigest(release)}${release === goal.release.digest ? ' with other parameters' : ''}`
  if (run === undefined) return `no evidence tells who brought ${what}, which runs there`
  if (!isFailed(run)) return `${what} runs there, which ${runText(run)} brought and not the execution that failed`
  const other = await whyNotBefore({ ...goal, running, isOurs: isFailed }, context)
  return other ?? { id: run.id, release, deployedAt }
}
