import { join } from 'node:path'
import { z } from 'zod'
import { parseRecord } from '../../../core/documents/stored-record.ts'
import type { Context } from '../../../core/run/context.ts'
import { input, next } from '../../../core/run/next-step.ts'
import { StageError } from '../../../core/run/stage-error.ts'
import { templateLimits } from '../../../delivery/documents/limits.ts'
import type { PipelineSettings } from '../../../delivery/environment/pipeline-schema.ts'
import { pipelineFile } from '../../../pipeline/rendering/templates.ts'
import { requireSourceBucket, type SourceBucket } from '../sources/source-bucket.ts'
import { type ConfigurationDigests, configurationDigests, toolkitArchive } from '../sources/toolkit-archive.ts'
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

/** The archive that a template is rendered for. */
export interface RenderedToolkit extends StoredToolkit {
  /** The configuration that it was packed with; undefined when that is not known. */
  readonly configuration?: ConfigurationDigests | undefined
}

/** The archive of the toolkit, and whether this run uploaded it. */
export interface ToolkitSource extends RenderedToolkit {
  readonly uploaded: boolean
  /** What of the configuration its actions would not work with; a sentence without its end. */
  readonly outdated?: string | undefined
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
  const source = inputs.upload ? await requiredSource(inputs, settings, context) : undefined
  if (written !== undefined) {
    if (inputs.upload) context.report({ kind: 'note', text: uploadedByHand })
    return { key, version: written, uploaded: false }
  }
  if (source !== undefined) return uploadedNow(inputs, source, key, context)
  const former = await formerToolkit(inputs.out, context)
  if (former !== undefined) {
    const now = await configurationDigests(context.files, inputs.configuration)
    return { ...former, uploaded: false, outdated: outdatedIn(former.configuration, now) }
  }
  throw new StageError('input-missing', 'the version of the archive with the toolkit is not known', {
    hint: next`upload the archive with ${input('upload', true)}, or write pipeline.source.toolkit-version into liftlock.yml`,
  })
}

const uploadedByHand =
  'liftlock.yml names the version of the toolkit, so nothing was uploaded; leave out pipeline.source.toolkit-version to have it uploaded'

/** The bucket, which the pipeline reads whoever uploads the archive. */
async function requiredSource(
  { makeBucket, roleName }: ToolkitInputs,
  settings: PipelineSettings,
  context: Context,
): Promise<SourceBucket> {
  const account = pipelineAccount(settings, roleName, context)
  const source = { bucket: settings.source.bucket, account, owner: settings.account }
  await requireSourceBucket(source, makeBucket, context)
  return source
}

async function uploadedNow(
  { configuration: place }: ToolkitInputs,
  source: SourceBucket,
  key: string,
  context: Context,
): Promise<ToolkitSource> {
  const archive = await toolkitArchive(context, place)
  return { ...(await uploadToolkit(source, key, archive, context)), configuration: archive.configuration }
}

/** Why actions that run `packed` would not work with the configuration of `now`; undefined when they would. */
function outdatedIn(packed: ConfigurationDigests | undefined, now: ConfigurationDigests): string | undefined {
  if (packed === undefined) return 'does not say which liftlock.yml its archive has'
  const differing = [...new Set([...Object.keys(packed), ...Object.keys(now)])].filter(
    (name) => packed[name] !== now[name],
  )
  return differing.length === 0 ? undefined : `is for an archive with another ${differing.sort().join(' and ')}`
}

const metadataSchema = z.object({
  Metadata: z
    .object({
      Liftlock: z
        .object({
          Toolkit: z.object({ Key: z.string(), Version: z.string() }),
          Configuration: z.record(z.string(), z.string()).optional(),
        })
        .optional(),
    })
    .optional(),
})

/** What the template in the folder was rendered for. It lies in the repository, so its review decides. */
async function formerToolkit(out: string, { files }: Pick<Context, 'files'>): Promise<RenderedToolkit | undefined> {
  const path = join(out, pipelineFile)
  const text = await files.findText(path)
  if (text === undefined) return undefined
  const { Metadata } = parseRecord(text, metadataSchema, {
    name: path,
    reason: 'configuration-invalid',
    hint: next`remove it, and upload the archive again with ${input('upload', true)}`,
    limits: templateLimits,
  })
  const { Toolkit, Configuration } = Metadata?.Liftlock ?? {}
  return Toolkit && { key: Toolkit.Key, version: Toolkit.Version, configuration: Configuration }
}
