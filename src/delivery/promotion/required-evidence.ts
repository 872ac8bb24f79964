import { StageError } from '../../core/stage-error.ts'
import type { Environment } from '../configuration.ts'
import { type Evidence, findEvidence, passed } from '../evidence.ts'
import type { ArtifactBucket } from '../release/release-keys.ts'

/**
 * The evidence that an environment demands of a release before it may enter, each the latest of its kind.
 * @throws StageError `evidence-missing` or `evidence-failed`, naming what is required, of which release, and where it was looked for
 */
export async function requireEvidence(
  source: ArtifactBucket,
  release: string,
  target: Pick<Environment, 'name' | 'requires'>,
): Promise<readonly Evidence[]> {
  const found: Evidence[] = []
  for (const { stage, environment } of target.requires) {
    const name = `${stage}@${environment}`
    const evidence = await findEvidence(source.objects, { bucket: source.bucket, release, stage, environment })
    if (evidence === undefined)
      throw new StageError(
        'evidence-missing',
        `${target.name} requires ${name}, and release ${release.slice(0, 12)} has none in ${source.bucket}`,
        {
          hint: `liftlock ${stage} --environment ${environment} --release ${release.slice(0, 12)}`,
        },
      )
    if (!passed(evidence.statement, stage))
      throw new StageError(
        'evidence-failed',
        `${target.name} requires ${name}, and release ${release.slice(0, 12)} did not pass it`,
        {
          hint: `look at ${evidence.key} in ${source.bucket}; package what mends it and test that`,
        },
      )
    found.push(evidence)
  }
  return found
}
