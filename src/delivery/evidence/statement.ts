import type { z } from 'zod'
import { approvalSchema, approvalType } from './approval.ts'
import { deploymentSchema, deploymentType } from './deployment.ts'
import type { EvidenceStage } from './origin.ts'
import { statementType } from './signing/envelope.ts'
import { testResultSchema, testResultType } from './test-result.ts'

/** The kind of statement that each stage leaves. */
export const predicates = {
  'quality-gate': { type: testResultType, schema: testResultSchema },
  deploy: { type: deploymentType, schema: deploymentSchema },
  approval: { type: approvalType, schema: approvalSchema },
} as const satisfies Record<EvidenceStage, { readonly type: string; readonly schema: z.ZodType }>

export type Predicate<Stage extends EvidenceStage = EvidenceStage> = z.output<(typeof predicates)[Stage]['schema']>

/**
 * The result of a stage for a release: an in-toto Statement v1 (in-toto attestation framework, spec/v1/statement.md).
 */
export interface Statement<Stage extends EvidenceStage = EvidenceStage> {
  readonly _type: typeof statementType
  readonly subject: readonly [{ readonly name: string; readonly digest: { readonly sha256: string } }]
  readonly predicateType: string
  readonly predicate: Predicate<Stage>
}

/** The statement of a stage about a release. @param release digest of its manifest, hex */
export function statementOf<Stage extends EvidenceStage>(
  release: string,
  predicate: Predicate<Stage>,
): Statement<Stage> {
  return {
    _type: statementType,
    subject: [{ name: predicate.application, digest: { sha256: release } }],
    predicateType: predicates[predicate.stage].type,
    predicate,
  }
}
