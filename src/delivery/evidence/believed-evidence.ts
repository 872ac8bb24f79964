import type { Objects } from '../../core/ports/objects.ts'
import { StageError } from '../../core/run/stage-error.ts'
import { checkStatement, type Expectation } from './check-statement.ts'
import type { EvidenceStage } from './origin.ts'
import { findAllEvidence, findLatestEvidence, type StoredEvidence } from './read-evidence.ts'
import type { Statement } from './statement.ts'

/** Evidence that matches everything it was compared with. It may still say that a release failed. */
export interface BelievedEvidence<Stage extends EvidenceStage = EvidenceStage> extends StoredEvidence {
  readonly stage: Stage
  readonly environment: string
  readonly statement: Statement<Stage>
  /** False when its bucket keeps no versions. */
  readonly versioned: boolean
}

/**
 * Finds the latest evidence of a stage about a release in an environment. It is read from the environment's own bucket
 * and compared in full.
 * @returns several when the store cannot order them, undefined without evidence
 * @throws StageError `evidence-failed`, `evidence-mismatch` when one of them cannot be trusted
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

/** The same for a stage that writes its evidence again when it has to: untrusted evidence counts as absent. */
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

/** All trusted evidence of a stage about a release in an environment, also what newer evidence has replaced, in no order. */
export async function findEveryEvidence<Stage extends EvidenceStage>(
  objects: Objects,
  bucket: string,
  expected: Expectation<Stage>,
): Promise<readonly (Pick<StoredEvidence, 'opened'> & { readonly statement: Statement<Stage> })[]> {
  const { release, stage, environment } = expected
  const all = await findAllEvidence(objects, { bucket, release, stage, environment })
  return all.flatMap((stored) => {
    try {
      return [{ opened: stored.opened, statement: checkStatement(stored, expected) }]
    } catch (error) {
      if (error instanceof StageError && error.reason === 'evidence-mismatch') return []
      throw error
    }
  })
}
