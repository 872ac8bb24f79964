import type { AwsAccount } from '../../../core/ports/aws.ts'
import type { Context } from '../../../core/run/context.ts'
import { StageError } from '../../../core/run/stage-error.ts'
import { previewFolder } from './store-nested-templates.ts'

/**
 * Says once when no lifecycle rule of the bucket removes what previews upload, or when the role may not read the rules.
 * It never fails: the preview is made by then.
 */
export async function noteKeptPreviews(
  bucket: string,
  account: Pick<AwsAccount, 'buckets'>,
  { report }: Pick<Context, 'report'>,
): Promise<void> {
  const place = `s3://${bucket}/${previewFolder}/`
  try {
    const days = await (await account.buckets()).expiry(bucket, `${previewFolder}/`)
    if (days !== undefined) return
    const text = `no lifecycle rule removes what previews upload to ${place}`
    report({ kind: 'warning', text: `${text}: add one that expires ${previewFolder}/ after 3 days` })
  } catch (error) {
    if (!(error instanceof StageError)) throw error
    report({ kind: 'note', text: `whether a lifecycle rule removes ${place} is unknown: ${error.message}` })
  }
}
