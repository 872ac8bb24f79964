import type { Objects } from '../../core/ports/objects.ts'
import { StageError } from '../../core/run/stage-error.ts'
import { checkStatement, type Expectation } from './check-statement.ts'
import type { EvidenceStage } from './origin.ts'
import { findLatestEvidence, type StoredEvidence } from './read-evidence.ts'
import type { Statement } from './statement.ts'

/** Evidence that agrees with everything that it was compared with. What it says may still be that a release failed. */
export interface BelievedEvidence<Stage extends EvidenceStage = EvidenceStage> extends StoredEvidence {
  readonly stage: Stage
  readonly environment: string
  readonly statement: Statement<Stage>
  /** False where its bucket keeps no versions. */
  readonly versioned: boolean
}

/**
 * The last word of a stage about a release in an environment, read from the environment's own bucket and compared in full.
 * @returns more than one where the store cannot order them, undefined where there is none
 * @throws StageError `evidence-failed`, `evidence-mismatch` when any of them cannot be believed
 */
export async function findEvidence<Stage extends EvidenceStage>(
  objects: Objects,
  bucket: string,
  expected: Expectation<Stage>,
): Promise<readonly BelievedEvidence<Stage>[] | undefined> {
  const { release, stage, environment } = expected
  const latest = await findLatestEvidence(objects, { bucket, release, stage, environment })
  return latest?.statements.map((stored) => {
    const statement = checkStatement(stored, expected)
    return { ...stored, stage, environment, statement, versioned: latest.versioned }
  })
}

/** The same for a stage that would rather write again than fail: what cannot be believed counts as absent. */
export async function findOwnEvidence<Stage extends EvidenceStage>(
  objects: Objects,
  bucket: string,
  expected: Expectation<Stage>,
): Promise<readonly BelievedEvidence<Stage>[]> {
  try {
    return (await findEvidence(objects, bucket, expected)) ?? []
  } catch (error) {
    if (error instanceof StageError && ['evidence-failed', 'evidence-mismatch'].includes(error.reason)) return []
    throw error
  }
}
