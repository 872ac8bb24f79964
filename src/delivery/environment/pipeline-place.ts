import type { AwsTarget } from '../../core/ports/aws.ts'
import type { Configuration } from './configuration.ts'

/**
 * Account and region of the pipeline that `liftlock.yml` describes, if it is the one that is meant; without a role, which
 * depends on what is done.
 */
export function pipelinePlace(
  { application, pipeline }: Configuration,
  meant: string | undefined,
): Pick<AwsTarget, 'account' | 'region'> {
  if (pipeline === undefined || meant === undefined || meant !== (pipeline.name ?? application)) return {}
  return { account: pipeline.account, region: pipeline.region }
}
