import type { AwsCredentials } from '../../../aws/client-configuration.ts'
import type { PipelineServices } from '../../../aws/pipeline-actions/pipeline-services.ts'
import type { ActionRecord, NamedArtifact } from '../machine/records.ts'
import type { Settlement } from '../machine/settle.ts'
import type { Order } from '../service/perform-work.ts'
import type { JobRecord } from '../service/scope.ts'
import { identityOf } from './identity.ts'

/**
 * The action Lambda: invokes a function with a job, once. What the function returns settles nothing; the job is ended by
 * `PutJobSuccessResult` or `PutJobFailureResult` (recorded).
 */
export async function invokeFunction(services: PipelineServices, order: Order): Promise<Settlement | undefined> {
  const work = order.work as ActionRecord
  const job = order.job()
  // The function had this job before a restart.
  if (work.checkpoint === job.id) return undefined
  const { FunctionName = '' } = work.resolvedConfiguration
  try {
    const identity = identityOf(order)
    const keys = await services.artifactCredentials(identity, work)
    await services.invokeFunction(identity, FunctionName, jobEvent(order, job, keys))
  } catch (error) {
    const { name, message } = error as Error
    const code = /AccessDenied/.test(name) ? 'PermissionError' : 'ConfigurationError'
    return { status: 'Failed', error: { code, message: `${FunctionName}: ${message}` } }
  }
  order.progress({ checkpoint: job.id, externalExecutionId: FunctionName })
  return undefined
}

/** What a function is told: its job, and nothing of the pipeline (recorded). */
export function jobEvent({ work, pipeline }: Order, job: JobRecord, credentials: AwsCredentials): object {
  const { FunctionName = '', UserParameters } = work.resolvedConfiguration
  const { accessKeyId, secretAccessKey, sessionToken = '', expiration } = credentials
  return {
    'CodePipeline.job': {
      id: job.id,
      accountId: pipeline.account,
      data: {
        actionConfiguration: {
          configuration: { FunctionName, ...(UserParameters !== undefined && { UserParameters }) },
        },
        inputArtifacts: work.inputs.map(artifactOf),
        outputArtifacts: ('outputs' in work ? work.outputs : []).map(artifactOf),
        artifactCredentials: { accessKeyId, secretAccessKey, sessionToken, expirationTime: expiration?.getTime() },
        ...(job.continuationToken !== undefined && { continuationToken: job.continuationToken }),
      },
    },
  }
}

function artifactOf({ name, bucket, key }: NamedArtifact): object {
  return { name, revision: null, location: { type: 'S3', s3Location: { bucketName: bucket, objectKey: key } } }
}
