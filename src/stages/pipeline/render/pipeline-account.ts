import type { AwsAccount } from '../../../core/ports/aws.ts'
import type { Context } from '../../../core/run/context.ts'
import type { PipelineSettings } from '../../../delivery/environment/pipeline-schema.ts'
import { roleArn } from '../../../pipeline/rendering/wanted.ts'

/** The account of the pipeline. @param roleName a role to assume there */
export function pipelineAccount(
  { account, region }: Pick<PipelineSettings, 'account' | 'region'>,
  roleName: string | undefined,
  { aws }: Pick<Context, 'aws'>,
): AwsAccount {
  const role = roleName === undefined ? undefined : roleArn({ account, region }, roleName)
  return aws.at({ account, region, role })
}
