import { join } from 'node:path'
import { z } from 'zod'
import { parseRecord } from '../../../core/documents/stored-record.ts'
import type { Context } from '../../../core/run/context.ts'
import { input, next } from '../../../core/run/next-step.ts'
import { StageError } from '../../../core/run/stage-error.ts'
import { templateLimits } from '../../../delivery/documents/limits.ts'
import type { PipelineSettings } from '../../../delivery/environment/pipeline-schema.ts'
import { pipelineFile } from '../../../pipeline/rendering/templates.ts'
import { requireSourceBucket } from '../sources/source-bucket.ts'
import { toolkitArchive } from '../sources/toolkit-archive.ts'
import { type StoredToolkit, uploadToolkit } from '../sources/upload-toolkit.ts'
import { pipelineAccount } from './pipeline-account.ts'

/** The inputs that say which archive with the toolkit the pipeline is rendered for. */
export interface ToolkitInputs {
  readonly configuration: string
  readonly out: string
  readonly upload: boolean
  readonly makeBucket: boolean
  readonly roleName?: string | undefined
}

/** The archive of the toolkit, and whether this run uploaded it. */
export interface ToolkitSource extends StoredToolkit {
  readonly uploaded: boolean
}

/**
 * The archive that the actions of the pipeline accept: what is uploaded now, the version in `liftlock.yml`, or the one
 * of the template that was rendered before.
 * @throws StageError `input-missing` when no archive is known, those of `uploadToolkit`
 */
export async function toolkitSource(
  inputs: ToolkitInputs,
  settings: PipelineSettings,
  context: Context,
): Promise<ToolkitSource> {
  const { toolkit: key, 'toolkit-version': written } = settings.source
  if (written !== undefined) {
    if (inputs.upload) context.report({ kind: 'note', text: uploadedByHand })
    return { key, version: written, uploaded: false }
  }
  if (inputs.upload) return uploadedNow(inputs, settings, context)
  const former = await formerToolkit(inputs.out, context)
  if (former !== undefined) return { ...former, uploaded: false }
  throw new StageError('input-missing', 'the version of the archive with the toolkit is not known', {
    hint: next`upload the archive with ${input('upload', true)}, or write pipeline.source.toolkit-version into liftlock.yml`,
  })
}

const uploadedByHand =
  'liftlock.yml names the version of the toolkit, so nothing was uploaded; leave out pipeline.source.toolkit-version to have it uploaded'

async function uploadedNow(
  { configuration, makeBucket, roleName }: ToolkitInputs,
  settings: PipelineSettings,
  context: Context,
): Promise<ToolkitSource> {
  const { bucket, toolkit } = settings.source
  const archive = await toolkitArchive(context, configuration)
  const source = { bucket, account: pipelineAccount(settings, roleName, context), owner: settings.account }
  await requireSourceBucket(source, makeBucket, context)
  return uploadToolkit(source, toolkit, archive, context)
}

const metadataSchema = z.object({
  Metadata: z
    .object({ Liftlock: z.object({ Toolkit: z.object({ Key: z.string(), Version: z.string() }) }).optional() })
    .optional(),
})

/** What the template in the folder was rendered for. It lies in the repository, so its review decides. */
async function formerToolkit(out: string, { files }: Pick<Context, 'files'>): Promise<StoredToolkit | undefined> {
  const path = join(out, pipelineFile)
  const text = await files.findText(path)
  if (text === undefined) return undefined
  const { Metadata } = parseRecord(text, metadataSchema, {
    name: path,
    reason: 'configuration-invalid',
    hint: next`remove it, and upload the archive again with ${input('upload', true)}`,
    limits: templateLimits,
  })
  const toolkit = Metadata?.Liftlock?.Toolkit
  return toolkit && { key: toolkit.Key, version: toolkit.Version }
}
