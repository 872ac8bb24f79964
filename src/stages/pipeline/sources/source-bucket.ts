import type { AwsAccount } from '../../../core/ports/aws.ts'
import type { Context } from '../../../core/run/context.ts'
import { again, input, next } from '../../../core/run/next-step.ts'
import { StageError } from '../../../core/run/stage-error.ts'
import { budgetOf } from '../../../delivery/retry/call-budget.ts'
import { type Patient, patient } from '../../../delivery/retry/transient.ts'
import { partitionOf } from '../../../pipeline/rendering/partition.ts'

/** The bucket that a pipeline reads its sources from. */
export interface SourceBucket {
  readonly bucket: string
  readonly account: AwsAccount
  /** The account that has to own it; twelve digits. */
  readonly owner: string
}

/**
 * Refuses a bucket that does not keep versions: a pipeline reads its sources by version. Makes it when asked.
 * @param make whether a bucket that is missing is made. One that is empty gets versions, because an interrupted run may
 * have left it so.
 * @throws StageError `bucket-missing`, `bucket-unversioned`, `access-denied` when another account owns it
 */
export async function requireSourceBucket(
  { bucket, account, owner }: SourceBucket,
  make: boolean,
  context: Pick<Context, 'clock' | 'report' | 'signal'>,
): Promise<void> {
  const buckets = await account.buckets()
  const repeat = patientStore(account, context)
  const versioning = await repeat(() => buckets.versioning(bucket, owner)).catch((error: unknown) => {
    if (error instanceof StageError && error.reason === 'bucket-missing') return { missing: error }
    throw error
  })
  if (versioning === 'enabled') return
  const isMissing = typeof versioning === 'object'
  if (make && (isMissing || (await isEmpty(account, bucket)))) {
    await repeat(() => buckets.makeVersioned(bucket, partitionOf(account.region)))
    context.report({ kind: 'note', text: `made the bucket ${bucket}, which keeps all versions` })
    return
  }
  if (isMissing)
    throw new StageError('bucket-missing', `there is no bucket ${bucket} for the sources of the pipeline`, {
      hint: next`${again} with ${input('make-bucket', true)}, or correct pipeline.source.bucket in liftlock.yml`,
      cause: versioning.missing,
    })
  const state = versioning === 'suspended' ? 'has versioning suspended' : 'keeps no versions'
  throw new StageError('bucket-unversioned', `the bucket ${bucket} ${state}, and a pipeline reads sources by version`, {
    hint: 'enable versioning of the bucket, or give another one in pipeline.source.bucket of liftlock.yml',
  })
}

/** Seconds in which a store that fails is asked again. */
const patience = 120

/** Repeats calls of the store while their failures are transient; each must be safe to repeat. */
export function patientStore(
  { objects }: Pick<AwsAccount, 'objects'>,
  context: Pick<Context, 'clock' | 'signal'>,
): Patient {
  return patient(context, budgetOf(objects, context.clock), patience)
}

async function isEmpty({ objects }: AwsAccount, bucket: string): Promise<boolean> {
  for await (const _ of objects.list(bucket, '')) return false
  return true
}
