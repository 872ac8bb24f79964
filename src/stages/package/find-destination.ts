import type { Context } from '../../core/run/context.ts'
import { input, next } from '../../core/run/next-step.ts'
import { StageError } from '../../core/run/stage-error.ts'
import type { Configuration } from '../../delivery/environment/configuration.ts'
import { type TargetInputs, targetOf } from '../../delivery/environment/target.ts'
import type { ArtifactBucket } from '../../delivery/release/release-keys.ts'

/** The inputs that say where the release goes. */
export interface DestinationInputs extends TargetInputs {
  readonly export?: string | undefined
  readonly exportTemplates?: string | undefined
}

/**
 * Finds the bucket for the release: the given one, or that of the environment. Undefined when the release is only
 * exported.
 * @throws StageError `input-missing` when the inputs name no destination, `environment-unknown`
 */
export function findDestination(
  { export: archive, exportTemplates, ...wanted }: DestinationInputs,
  configuration: Configuration,
  { aws }: Context,
): ArtifactBucket | undefined {
  const target = targetOf(configuration, wanted)
  if (target.bucket !== undefined) return { objects: aws.at(target.aws).objects, bucket: target.bucket }
  if ((archive ?? exportTemplates) !== undefined) return undefined
  throw new StageError('input-missing', 'where the release goes is not known', {
    hint: next`give ${input('environment')}, ${input('bucket')} or ${input('export')}`,
  })
}
