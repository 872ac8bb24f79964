import type { ActionServices } from '../../../aws/pipeline-actions/action-services.ts'
import type { WrittenObject } from '../../../aws/pipeline-actions/artifact-objects.ts'
import type { ActionIdentity } from '../../../aws/pipeline-actions/pipeline-services.ts'
import type { ActionRecord } from '../machine/records.ts'
import type { Settlement } from '../machine/settle.ts'
import type { Order } from '../service/perform-work.ts'
import { ActionFailure, settling } from './shared/action-failure.ts'
import { type ArtifactFile, inputArtifacts } from './shared/artifact-files.ts'
import { contentTypeOf } from './shared/content-type.ts'
import { keyOfEntry } from './shared/decisions.ts'

/**
 * The deployment to S3: puts an artifact into a bucket as it is, or each of its files below a prefix. What lies there
 * already stays (CodePipeline User Guide, "Amazon S3 deploy action reference").
 */
export async function deployToBucket(
  services: ActionServices,
  order: Order,
  identity: ActionIdentity,
): Promise<Settlement | undefined> {
  const { inputs, resolvedConfiguration } = order.work as ActionRecord
  const { BucketName: bucket = '', ObjectKey = '', Extract = '' } = resolvedConfiguration
  const objects = services.objects(identity)
  try {
    return await settling('Amazon S3', async () => {
      const [input] = inputs
      if (input === undefined) throw new ActionFailure('ConfigurationError', 'The action has no input artifact.')
      const artifacts = inputArtifacts(inputs, objects)
      const how = writingOf(resolvedConfiguration)
      if (!isTrue(Extract)) {
        if (ObjectKey === '')
          throw new ActionFailure('ConfigurationError', 'ObjectKey is needed, because Extract is false.')
        const content = await artifacts.bytes(input.name)
        await objects.write({ bucket, key: ObjectKey }, content, { ...how, contentType: contentTypeOf(ObjectKey) })
        return deployed(bucket, 1)
      }
      // All names are looked at before the first file is written.
      const files = placed(await artifacts.files(input.name), ObjectKey, input.name)
      for (const [key, file] of files) {
        order.signal.throwIfAborted()
        await objects.write({ bucket, key }, await file.content(), { ...how, contentType: contentTypeOf(key) })
      }
      return deployed(bucket, files.size)
    })
  } finally {
    objects.close()
  }
}

/** Files by the keys of their objects; of entries with one key, the last counts. */
function placed(entries: readonly ArtifactFile[], prefix: string, artifact: string): ReadonlyMap<string, ArtifactFile> {
  const files = new Map<string, ArtifactFile>()
  const start = prefix === '' || prefix.endsWith('/') ? prefix : `${prefix}/`
  for (const file of entries) {
    const key = keyOfEntry(file.path)
    if (key === 'outside')
      throw new ActionFailure(
        'ConfigurationError',
        `The artifact ${artifact} has ${JSON.stringify(file.path)}, which leads out of the deployment. Nothing was written.`,
      )
    if (key.path !== undefined) files.set(`${start}${key.path}`, file)
  }
  return files
}

/** S3 User Guide, "Canned ACL"; the emulator takes any word. */
const cannedAcls = [
  'private',
  'public-read',
  'public-read-write',
  'authenticated-read',
  'aws-exec-read',
  'bucket-owner-read',
  'bucket-owner-full-control',
]

function writingOf({ CacheControl, CannedACL, KMSEncryptionKeyARN }: Readonly<Record<string, string>>): WrittenObject {
  if (CannedACL !== undefined && CannedACL !== '' && !cannedAcls.includes(CannedACL))
    throw new ActionFailure(
      'ConfigurationError',
      `CannedACL is ${JSON.stringify(CannedACL)}, and none of ${cannedAcls.join(', ')}.`,
    )
  return {
    ...(CacheControl !== undefined && CacheControl !== '' && { cacheControl: CacheControl }),
    ...(CannedACL !== undefined && CannedACL !== '' && { acl: CannedACL }),
    ...(KMSEncryptionKeyARN !== undefined && KMSEncryptionKeyARN !== '' && { encryptionKey: KMSEncryptionKeyARN }),
  }
}

/** @throws ActionFailure when a flag is neither true nor false */
function isTrue(flag: string): boolean {
  const word = flag.toLowerCase()
  if (word === 'true' || word === 'false') return word === 'true'
  throw new ActionFailure('ConfigurationError', `Extract is ${JSON.stringify(flag)}, and neither true nor false.`)
}

function deployed(bucket: string, count: number): Settlement {
  return {
    status: 'Succeeded',
    summary: `Deployment succeeded: ${count} object${count === 1 ? '' : 's'} in ${bucket}.`,
  }
}
