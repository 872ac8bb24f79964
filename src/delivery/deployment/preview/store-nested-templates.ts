import { digestOf } from '../../digest.ts'
import type { ExportedTemplates } from '../../release/exported-templates.ts'
import { type ArtifactBucket, blobKey } from '../../release/release-keys.ts'
import { createContent } from '../../release/verify-contents.ts'

/** The prefix of what previews upload. A lifecycle rule of the bucket removes it after days. */
export const previewFolder = 'previews'

/** Templates whose references lead to what the bucket has. */
export interface StoredTemplates {
  /** The text of the template to deploy. */
  readonly template: string
  /** How many nested templates lie below `previews/` for this preview. */
  readonly stored: number
}

/**
 * Puts nested templates where CloudFormation can read them. A template that an earlier release brought stays where it
 * is, so that an unchanged nested stack shows no change. Any other lies below `previews/`, and what refers to it names
 * that place.
 */
export async function storeNestedTemplates(
  { template, nested }: Pick<ExportedTemplates, 'template' | 'nested'>,
  target: ArtifactBucket,
): Promise<StoredTemplates> {
  const texts = new Map(nested.map(({ artifact, text }) => [artifact.sha256, text]))
  const paths = new Map(nested.map(({ artifact }) => [artifact.sha256, artifact.path]))
  const moved = new Map<string, Promise<string>>()
  let stored = 0

  /** The key of a nested template, after those that it refers to. */
  const keyOf = (sha256: string): Promise<string> => {
    const known = moved.get(sha256)
    if (known !== undefined) return known
    const key = place(sha256)
    moved.set(sha256, key)
    return key
  }

  async function place(sha256: string): Promise<string> {
    if (await target.objects.find(target.bucket, blobKey(sha256))) return blobKey(sha256)
    const text = await rewritten(texts.get(sha256)!)
    const bytes = new TextEncoder().encode(text)
    const digest = digestOf(text)
    const key = `${previewFolder}/${digest}.template`
    const artifact = { path: paths.get(sha256)!, kind: 'template', sha256: digest, bytes: bytes.length } as const
    await createContent({ ...target, key }, artifact, bytes)
    stored += 1
    return key
  }

  async function rewritten(text: string): Promise<string> {
    const used = [...new Set(text.match(/\bblobs\/sha256\/[0-9a-f]{64}\b/g) ?? [])].map((key) => key.slice(-64))
    const keys = await Promise.all(
      used.filter((each) => texts.has(each)).map(async (each) => [each, await keyOf(each)]),
    )
    return keys.reduce((result, [each, key]) => result.replaceAll(blobKey(each!), key!), text)
  }

  return { template: await rewritten(template), stored }
}
