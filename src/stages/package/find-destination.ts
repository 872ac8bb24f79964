import type { Context } from '../../core/run/context.ts'
import { input, next } from '../../core/run/next-step.ts'
import { StageError } from '../../core/run/stage-error.ts'
import type { Configuration } from '../../delivery/environment/configuration.ts'
import { type TargetInputs, targetOf } from '../../delivery/environment/target.ts'
import type { ArtifactBucket } from '../../delivery/release/release-keys.ts'

/** What was given about where the release goes. */
export interface DestinationInputs extends TargetInputs {
  readonly export?: string | undefined
}

/**
 * The bucket that takes the release: the given one, or that of an environment; undefined when the release is only exported.
 * @throws StageError `input-missing` when nothing says where to, `environment-unknown`
 */
export function findDestination(
  { export: archive, ...wanted }: DestinationInputs,
  configuration: Configuration,
  { aws }: Context,
): ArtifactBucket | undefined {
  const target = targetOf(configuration, wanted)
  if (target.bucket !== undefined) return { objects: aws.at(target.aws).objects, bucket: target.bucket }
  if (archive !== undefined) return undefined
  throw new StageError('input-missing', 'where the release goes is not known', {
    hint: next`give ${input('environment')}, ${input('bucket')} or ${input('export')}`,
  })
}
