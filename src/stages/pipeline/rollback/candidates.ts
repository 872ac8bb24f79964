import type { RevisionOfSource } from '../../../core/ports/pipeline-shapes.ts'
import type { Pipelines } from '../../../core/ports/pipelines.ts'
import { command, next } from '../../../core/run/next-step.ts'
import { StageError } from '../../../core/run/stage-error.ts'
import { isSameDigest } from '../../../pipeline/execution/approval-content.ts'
import { releaseOf } from '../../../pipeline/execution/release-of.ts'
import { idPattern } from '../driving/pipeline-inputs.ts'

/** An execution that a stage can be rolled back to. */
export interface Candidate {
  readonly id: string
  readonly startTime?: Date | undefined
  readonly release?: string | undefined
  readonly revisions: readonly RevisionOfSource[]
}

/** So many are looked at: each takes a call. */
const most = 20

/**
 * The newest executions of the current version of the pipeline that succeeded in the stage, newest first. A rollback
 * is none: it stands for the execution that it went back to.
 */
export async function rollbackCandidates(
  pipeline: string,
  stage: string,
  pipelines: Pick<Pipelines, 'execution' | 'executions'>,
): Promise<readonly Candidate[]> {
  const { items } = await pipelines.executions(pipeline, stage)
  const candidates: Candidate[] = []
  for (const { pipelineExecutionId: id, executionType, startTime, sourceRevisions: revisions = [] } of items) {
    if (id === undefined || executionType === 'ROLLBACK' || candidates.length === most) continue
    const { variables } = await pipelines.execution(pipeline, id)
    candidates.push({ id, startTime, revisions, release: releaseOf({ variables, sourceRevisions: revisions }) })
  }
  return candidates
}

/** Whether a text has the form of the id of an execution. */
export function isExecutionId(text: string): boolean {
  return idPattern.test(text)
}

/** What is meant by the execution to roll back to. */
interface Meant {
  readonly pipeline: string
  readonly stage: string
  /** An id, or a release. */
  readonly to: string
  /** Current version of the pipeline. */
  readonly version: number | undefined
}

/**
 * The id of the execution that is meant: itself, or the newest candidate of that release.
 * @throws StageError `execution-missing`, `pipeline-refused` for one that the stage cannot be rolled back to
 */
export async function meantCandidate(
  { pipeline, stage, to, version }: Meant,
  candidates: readonly Candidate[],
  pipelines: Pick<Pipelines, 'execution' | 'executions'>,
): Promise<string> {
  const list = next`those that it can go back to: ${command('pipeline rollback', { pipeline, 'pipeline-stage': stage })}`
  const refusal = (text: string, hint: StageError['hint'] = list) =>
    new StageError('pipeline-refused', `stage ${stage} of pipeline ${pipeline} cannot be rolled back: ${text}`, {
      hint,
    })
  if (!isExecutionId(to)) {
    const ofRelease = candidates.find(({ release }) => release !== undefined && isSameDigest(release, to))
    if (ofRelease === undefined) throw refusal(`no execution with release ${to} succeeded in it`)
    return ofRelease.id
  }
  if (candidates.some(({ id }) => id === to)) return to
  const { executionType, rollbackMetadata, pipelineVersion } = await pipelines.execution(pipeline, to)
  const target = rollbackMetadata?.rollbackTargetPipelineExecutionId
  if (executionType === 'ROLLBACK')
    throw refusal(
      `execution ${to} is a rollback itself`,
      target === undefined
        ? list
        : next`go back to what it brought: ${command('pipeline rollback', { pipeline, 'pipeline-stage': stage, to: target })}`,
    )
  if (pipelineVersion !== undefined && version !== undefined && pipelineVersion !== version)
    throw refusal(
      `execution ${to} ran version ${pipelineVersion} of the pipeline, which has version ${version} now`,
      next`start its revisions again: ${command('pipeline start', { pipeline })}; or ${list}`,
    )
  const succeeded = (await pipelines.executions(pipeline, stage)).items
  if (succeeded.some(({ pipelineExecutionId }) => pipelineExecutionId === to)) return to
  throw refusal(`execution ${to} did not succeed in it`)
}
