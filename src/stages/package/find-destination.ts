import type { AwsTarget } from '../../core/ports/aws.ts'
import type { Context } from '../../core/run/context.ts'
import { input, next } from '../../core/run/next-step.ts'
import { StageError } from '../../core/run/stage-error.ts'
import { type Configuration, environmentOf } from '../../delivery/environment/configuration.ts'
import type { ArtifactBucket } from '../../delivery/release/release-keys.ts'

/** What was given about where the release goes. */
export interface DestinationInputs extends AwsTarget {
  readonly environment?: string | undefined
  readonly bucket?: string | undefined
  readonly export?: string | undefined
}

/**
 * The bucket that takes the release: the given one, or that of an environment; undefined when the release is only exported.
 * @throws StageError `input-missing` when nothing says where to
 */
export function findDestination(
  inputs: DestinationInputs,
  configuration: Configuration,
  application: string,
  { aws }: Context,
): ArtifactBucket | undefined {
  const { region, account, role } = inputs
  if (inputs.environment !== undefined) {
    const environment = environmentOf(configuration, inputs.environment, application)
    const target = {
      region: region ?? environment.region,
      account: account ?? environment.account,
      role: role ?? environment.role,
    }
    return { objects: aws.at(target).objects, bucket: inputs.bucket ?? environment.bucket }
  }
  if (inputs.bucket !== undefined) return { objects: aws.at({ region, account, role }).objects, bucket: inputs.bucket }
  if (inputs.export !== undefined) return undefined
  throw new StageError('input-missing', 'where the release goes is not known', {
    hint: next`give ${input('environment')}, ${input('bucket')} or ${input('export')}`,
  })
}
