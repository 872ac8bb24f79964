import type { Context } from '../../core/context.ts'
import { approvalType, type EvidenceAddress, findEvidence, statementOf, writeEvidence } from '../evidence.ts'
import type { ArtifactBucket } from '../release/release-keys.ts'

/** Who let a plan pass. */
export interface Approval {
  readonly application: string
  readonly environment: string
  /** Digest of the release's manifest, hex. */
  readonly release: string
  /** Fingerprint of the plan that was approved, in full. */
  readonly plan: string
  /** As the workflow calls them. Default: in a terminal, whoever gave the fingerprint; elsewhere nobody is named. */
  readonly approvedBy?: string | undefined
}

/**
 * Keeps beside the release who approved which plan. Known already, of the same run or of the one that it goes on for, it is
 * not written again.
 * @returns the key of the evidence
 */
export async function recordApproval(
  { objects, bucket }: ArtifactBucket,
  { application, environment, release, plan, approvedBy }: Approval,
  { clock, run }: Pick<Context, 'clock' | 'run'>,
): Promise<string> {
  const address: EvidenceAddress = { bucket, release, stage: 'approval', environment }
  // A reviewer lets a job go on that somebody else started.
  const by = approvedBy ?? (run.host === 'terminal' ? run.actor : undefined) ?? null
  const known = await findEvidence(objects, address)
  if (known && known.statement.predicate.plan === plan && known.statement.predicate.approvedBy === by) return known.key
  const statement = statementOf(application, release, approvalType, {
    environment,
    plan,
    approvedBy: by,
    startedBy: run.actor ?? null,
    run: { host: run.host, id: run.id, url: run.url ?? null },
  })
  return writeEvidence(objects, address, statement, clock.now())
}
