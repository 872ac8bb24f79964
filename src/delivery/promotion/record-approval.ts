import type { Context } from '../../core/run/context.ts'
import { defined } from '../../core/run/defined.ts'
import { canonicalJson } from '../canonical-json.ts'
import type { UnapprovedRollback } from '../evidence/approval.ts'
import { findOwnEvidence } from '../evidence/believed-evidence.ts'
import type { EvidenceAddress } from '../evidence/evidence-address.ts'
import { originOf } from '../evidence/origin.ts'
import { isSignedAs, type Signing, unsigned } from '../evidence/signing/signing.ts'
import { statementOf } from '../evidence/statement.ts'
import { writeEvidence } from '../evidence/write-evidence.ts'
import type { Release } from '../release/read-release.ts'
import type { ArtifactBucket } from '../release/release-keys.ts'

/** The approval of a plan. */
export interface Approval {
  readonly application: string
  readonly environment: string
  readonly release: Release
  readonly stackId: string
  /** Full fingerprint of the approved plan. */
  readonly plan: string
  /** Approvers as the workflow names them. Default: those of the context, if any. */
  readonly approvedBy?: string | undefined
  /** What let the plan in without an approval; nobody is named as an approver then. */
  readonly rollback?: UnapprovedRollback | undefined
  /** How the approval is signed. Default: unsigned. */
  readonly signing?: Signing | undefined
}

/**
 * Records beside the release who approved which plan, or what let it in. An approval of the same run, or of the run that it continues, is
 * not written again.
 * @returns the key of the evidence
 * @throws StageError `approval-differs` when the host knows of an approval of something else
 */
export async function recordApproval(
  { objects, bucket }: ArtifactBucket,
  { application, environment, release, stackId, plan, approvedBy, rollback, signing = unsigned }: Approval,
  { clock, run, approver }: Pick<Context, 'clock' | 'run' | 'approver'>,
): Promise<string> {
  const address: EvidenceAddress = { bucket, release: release.digest, stage: 'approval', environment }
  const asked = rollback === undefined ? await approver?.({ release: release.digest, plan }) : undefined
  const by = rollback === undefined ? (approvedBy ?? asked ?? null) : null
  const gate = release.manifest.gate?.sha256
  const now = clock.now()
  const origin = originOf({ stage: 'approval', environment, application, stackId, gate, run, now })
  const predicate = { ...origin, stage: 'approval' as const, plan, approvedBy: by, ...defined({ rollback }) }
  const said = await findOwnEvidence(objects, bucket, { ...predicate, release: release.digest })
  const same = said.find(
    ({ statement: { predicate: before }, opened }) =>
      before.plan === plan &&
      before.approvedBy === by &&
      canonicalJson(before.rollback ?? null) === canonicalJson(rollback ?? null) &&
      isSignedAs(opened, signing),
  )
  const { signer } = signing
  return same?.key ?? writeEvidence(objects, address, statementOf(release.digest, predicate), { now, signer })
}
