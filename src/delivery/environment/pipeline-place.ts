import type { AwsTarget } from '../../core/ports/aws.ts'
import type { Configuration } from './configuration.ts'

/**
 * Account and region of the pipeline that `liftlock.yml` describes, if it is the one that is meant, and undefined for
 * another; without a role, which depends on what is done.
 */
export function pipelinePlace(
  { application, pipeline }: Configuration,
  meant: string | undefined,
): Pick<AwsTarget, 'account' | 'region'> | undefined {
  if (pipeline === undefined || meant === undefined || meant !== (pipeline.name ?? application)) return undefined
  return { account: pipeline.account, region: pipeline.region }
}
