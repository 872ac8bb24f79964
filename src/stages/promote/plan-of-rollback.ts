import type { Context, Rollback } from '../../core/run/context.ts'
import { command, joined, next } from '../../core/run/next-step.ts'
import { runText } from '../../core/run/run-identity.ts'
import { StageError } from '../../core/run/stage-error.ts'
import { shortDigest } from '../../core/text/short-digest.ts'
import type { PlanChoice } from '../../delivery/deployment/deploy-options.ts'
import type { Environment } from '../../delivery/environment/configuration.ts'
import type { UnapprovedRollback } from '../../delivery/evidence/approval.ts'
import type { Signing } from '../../delivery/evidence/signing/signing.ts'
import { shownFingerprint } from '../../delivery/plan/fingerprint.ts'
import { findRunning, type RunningRelease } from '../../delivery/promotion/running-release.ts'
import type { ArtifactBucket } from '../../delivery/release/release-keys.ts'

/** Where a rollback leads. */
export interface RollbackTarget {
  readonly target: Pick<Environment, 'name' | 'application' | 'unapprovedRollback'>
  readonly there: ArtifactBucket
  /** Digest. */
  readonly release: string
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
 * itself only undoes what the failed runs brought: when nothing of them runs, it may change nothing.
 * @throws StageError `rollback-unapproved`, or the errors of `findRunning`
 */
export async function planOfRollback(
  choice: PlanChoice | undefined,
  { target, there, release, signing }: RollbackTarget,
  { rollsBack, report }: Pick<Context, 'rollsBack' | 'report'>,
): Promise<PermittedPlan> {
  if (choice?.kind !== 'exactly') return { plan: choice }
  const rollback = await rollsBack?.()
  if (rollback === undefined) return { plan: choice }
  const { name } = target
  const old = `this run rolls ${name} back, and plan ${shownFingerprint(choice.fingerprint)} was approved for an earlier state`
  const preview = next`plan it yourself: ${command('promote', { release, environment: name, 'plan-only': true })}`
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
  if (running?.release === release) {
    report({ kind: 'note', text: `${old}; ${name} runs release ${shortDigest(release)} already` })
    return { plan: { kind: 'empty' } }
  }
  const undone = undoneRun(running, rollback)
  if (typeof undone === 'string') throw refused(`${old}; nobody asked for this rollback, and ${undone}`)
  report({ kind: 'note', text: fresh })
  const { id, release: failed, deployedAt } = undone
  return {
    plan: { kind: 'lossless', unchangedSince: deployedAt },
    rollback: { policy, from: { release: failed, run: id } },
  }
}

/** What the failed runs brought, when this is what runs; else why it is not. */
function undoneRun(
  running: RunningRelease | undefined,
  { isFailed }: Extract<Rollback, { kind: 'by-itself' }>,
): { readonly id: string; readonly release: string; readonly deployedAt: string } | string {
  if (isFailed === undefined) return 'the pipeline does not tell which execution failed'
  if (running === undefined) return 'no record says what runs there'
  const { run, release, deployedAt } = running
  if (run === undefined) return `no evidence tells who brought release ${shortDigest(release)}, which runs there`
  if (isFailed(run)) return { id: run.id, release, deployedAt }
  return `release ${shortDigest(release)} runs there, which ${runText(run)} brought and not the execution that failed`
}
