import type { AwsAccount } from '../../core/ports/aws.ts'
import { input, next } from '../../core/run/next-step.ts'
import { StageError } from '../../core/run/stage-error.ts'
import { digestOf } from '../digest.ts'
import { blobKey } from '../release/release-keys.ts'
import { createContent } from '../release/verify-contents.ts'
import { parseTemplate, type Template } from '../template/template.ts'
import { inlineTemplateBytes, largestTemplateBytes } from '../template/template-limits.ts'
import type { DesiredStack } from './deploy-options.ts'

/** The template of a deployment, parsed and ready to be sent. */
export interface WantedTemplate {
  /** Undefined when only an address is given. */
  readonly template: Template | undefined
  readonly source: { readonly name: string; readonly text: string } | undefined
  /** SHA-256 of the text, or of the address. */
  readonly digest: string
  /** The template for the request; a large one is uploaded to the bucket first. */
  send(account: Pick<AwsAccount, 'objects' | 'region'>): Promise<{ readonly body: string } | { readonly url: string }>
}

/** @throws StageError `template-invalid`, or `input-missing` when a large template has no bucket */
export async function wantedTemplate(desired: DesiredStack): Promise<WantedTemplate> {
  const given = desired.template
  if (!('text' in given))
    return { template: undefined, source: undefined, digest: digestOf(given.url), send: async () => given }
  const { name, text, url } = given
  const bytes = new TextEncoder().encode(text)
  if (bytes.length > largestTemplateBytes)
    throw new StageError(
      'template-invalid',
      `${name} has ${bytes.length} bytes, CloudFormation takes at most ${largestTemplateBytes}`,
      {
        hint: 'split it into nested stacks',
      },
    )
  const digest = digestOf(text)
  const { bucket, bucketPrefix } = desired
  if (bytes.length > inlineTemplateBytes && url === undefined && bucket === undefined)
    throw new StageError(
      'input-missing',
      `${name} has ${bytes.length} bytes; a template above ${inlineTemplateBytes} bytes needs a bucket`,
      { hint: next`give ${input('bucket')}` },
    )
  return {
    template: await parseTemplate(text, name),
    source: { name, text },
    digest,
    async send(account) {
      if (url !== undefined) return { url }
      if (bytes.length <= inlineTemplateBytes) return { body: text }
      const key = bucketPrefix === undefined ? blobKey(digest) : `${bucketPrefix}/${digest}.template`
      const place = { objects: account.objects, bucket: bucket!, key }
      await createContent(place, { path: name, kind: 'template', sha256: digest, bytes: bytes.length }, bytes)
      return { url: templateUrl(account, bucket!, key) }
    },
  }
}

/** A path-style address, which every region and every emulator accepts as `TemplateURL`. */
export function templateUrl({ region }: Pick<AwsAccount, 'region'>, bucket: string, key: string): string {
  return `https://s3.${region}.amazonaws.com${region.startsWith('cn-') ? '.cn' : ''}/${bucket}/${key}`
}
