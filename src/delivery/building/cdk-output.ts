import { basename, dirname, join } from 'node:path'
import { sizedLimits } from '../../core/documents/document-limits.ts'
import { isRecord } from '../../core/documents/is-record.ts'
import { readJson } from '../../core/documents/read-json.ts'
import type { Files } from '../../core/ports/files.ts'
import { StageError } from '../../core/run/stage-error.ts'
import { countOf } from '../../core/text/count-of.ts'

const largest = 16 * 1_048_576
const limits = sizedLimits(largest, 100)

/**
 * Refuses the output of `cdk synth` if its template needs assets. It refers to assets by expressions on the bucket of
 * CDK's bootstrap, in properties, policies and addresses of nested templates, so a table of properties cannot find
 * them.
 * @param path a folder such as `cdk.out`, or a template in it
 * @throws StageError `template-invalid`
 */
export async function refuseCdkOutput(files: Files, path: string): Promise<void> {
  const folder = (await files.kind(path)) === 'folder' ? path : dirname(path)
  const cloud = await readRecord(files, join(folder, 'manifest.json'))
  if (cloud === undefined || !isRecord(cloud.artifacts) || !hasStack(cloud.artifacts)) return
  if (folder === path)
    throw new StageError(
      'template-invalid',
      `${path} is the output of cdk synth, which has one template for each stack`,
      {
        hint: 'name the template of one stack, such as cdk.out/Shop.template.json; deploy stacks with assets by cdk deploy',
      },
    )
  const name = basename(path)
  const manifest = await readRecord(files, join(folder, `${name.replace(/\.template\.json$/, '')}.assets.json`))
  const assets = manifest === undefined ? [] : neededAssets(manifest, name)
  if (assets.length === 0) return
  const needed = `${countOf(assets.length, 'asset')} of it: ${assets.slice(0, 3).join(', ')}`
  throw new StageError('template-invalid', `${path} is the output of cdk synth and needs ${needed}`, {
    hint: 'deploy it by cdk deploy, or write a template that names local paths: Liftlock cannot package assets of the CDK',
  })
}

function hasStack(artifacts: Readonly<Record<string, unknown>>): boolean {
  return Object.values(artifacts).some((each) => isRecord(each) && each.type === 'aws:cloudformation:stack')
}

/** Files and images that the manifest of a stack lists in addition to its own template. */
function neededAssets({ files, dockerImages }: Readonly<Record<string, unknown>>, template: string): readonly string[] {
  return [files, dockerImages].flatMap((listed) =>
    Object.entries(isRecord(listed) ? listed : {}).flatMap(([id, asset]) => {
      const source = isRecord(asset) && isRecord(asset.source) ? asset.source : {}
      const path = source.path ?? source.directory
      return path === template ? [] : [typeof path === 'string' ? path : id]
    }),
  )
}

/** Reads a JSON document of the CDK; undefined if it cannot be parsed. */
async function readRecord(files: Files, path: string): Promise<Readonly<Record<string, unknown>> | undefined> {
  const text = await files.findPlainText(path, largest).catch(() => undefined)
  if (text === undefined) return undefined
  try {
    const content = readJson(text, limits, 'last counts', 'kept')
    return isRecord(content) ? content : undefined
  } catch {
    return undefined
  }
}
