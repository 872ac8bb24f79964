import type { PipelineServices } from '../../../aws/pipeline-actions/pipeline-services.ts'
import { currentDeclaration } from '../machine/machine.ts'
import type { ActionRecord } from '../machine/records.ts'
import type { Settlement } from '../machine/settle.ts'
import { arnOf } from '../operations/call.ts'
import type { Order } from '../service/perform-work.ts'
import type { NewestRevision } from '../service/source-watch.ts'
import { identityOf } from './identity.ts'
import { failed } from './shared/action-failure.ts'
import { keyOf } from './shared/artifact-files.ts'

/** The source S3: copies the newest version of an object, or the one that was asked for, into the store. */
export async function fetchObject(services: PipelineServices, order: Order): Promise<Settlement> {
  const work = order.work as ActionRecord
  const { S3Bucket = '', S3ObjectKey = '', AllowOverrideForS3ObjectKey } = work.resolvedConfiguration
  const asked = (type: string) =>
    order.execution.sourceRevisions.find(
      ({ actionName, revisionType }) => actionName === work.name && revisionType === type,
    )?.revisionValue
  const otherKey = asked('S3_OBJECT_KEY')
  if (otherKey !== undefined && AllowOverrideForS3ObjectKey?.toLowerCase() !== 'true')
    return failed(
      'ConfigurationError',
      'The action does not allow another key: AllowOverrideForS3ObjectKey is not true.',
    )
  const key = otherKey ?? S3ObjectKey
  const [output] = work.outputs
  if (output === undefined) return failed('ConfigurationError', 'The action has no output artifact.')
  try {
    const from = { bucket: S3Bucket, key }
    const version = asked('S3_OBJECT_VERSION_ID')
    const found = await services.copySource(identityOf(order), from, version, output, keyOf(order))
    const { versionId, etag, modified } = found
    if (versionId === undefined)
      return failed('ConfigurationError', `The bucket ${S3Bucket} keeps no versions: turn versioning on.`)
    const summary = `Amazon S3 version id: ${versionId}`
    return {
      status: 'Succeeded',
      externalExecutionId: versionId,
      summary,
      outputVariables: { BucketName: S3Bucket, ETag: etag, ObjectKey: key, VersionId: versionId },
      revision: {
        revisionId: versionId,
        revisionSummary: summary,
        ...(modified !== undefined && { created: modified }),
      },
    }
  } catch (error) {
    return failed(codeOf(error as Error), `s3://${S3Bucket}/${key}: ${(error as Error).message}`)
  }
}

/** The newest revision of a source that is polled, as its execution would find it. */
export function newestOf(services: PipelineServices): NewestRevision {
  return async (pipeline, { configuration = {}, roleArn, region }) => {
    const through = currentDeclaration(pipeline).roleArn
    const role = roleArn ?? through
    const identity = {
      account: role.split(':')[4] ?? pipeline.account,
      region: region ?? pipeline.region,
      role,
      through,
      source: arnOf(pipeline, pipeline.name),
    }
    const { S3Bucket = '', S3ObjectKey = '' } = configuration
    return await services.newestVersion(identity, { bucket: S3Bucket, key: S3ObjectKey })
  }
}

function codeOf({ name }: Error): string {
  if (name === 'AccessDenied') return 'PermissionError'
  return name.startsWith('NoSuch') ? 'RevisionUnavailable' : 'ConfigurationError'
}
