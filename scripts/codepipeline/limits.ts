import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { gunzipSync } from 'node:zlib'
import { packageRoot } from '../../src/system/package-root.ts'

/**
 * Makes `src/pipeline/limits/service-limits.ts` from the model of the service, as botocore ships it. The client of AWS
 * has the same shapes, and leaves the limits out.
 *
 *   npx tsx scripts/codepipeline/limits.ts <botocore>/data/codepipeline/2015-07-09/service-2.json.gz
 */
const { positionals } = parseArgs({ allowPositionals: true })
const [model] = positionals
if (model === undefined) throw new Error('give the path of service-2.json or service-2.json.gz')
const bytes = await readFile(model)
const { shapes } = JSON.parse(String(model.endsWith('.gz') ? gunzipSync(bytes) : bytes)) as {
  readonly shapes: Readonly<Record<string, Shape>>
}

interface Shape {
  readonly type: string
  readonly min?: number
  readonly max?: number
  readonly pattern?: string
  readonly enum?: readonly string[]
  readonly members?: Readonly<Record<string, { readonly shape: string }>>
  readonly member?: { readonly shape: string }
  readonly key?: { readonly shape: string }
  readonly value?: { readonly shape: string }
}

/** The shapes that a definition consists of, in the order in which they are met. */
function below(name: string, met = new Set<string>()): Set<string> {
  if (met.has(name)) return met
  met.add(name)
  const { members = {}, member, key, value } = shapes[name]!
  for (const { shape } of [...Object.values(members), ...[member, key, value].flatMap((each) => each ?? [])])
    below(shape, met)
  return met
}

const limited = [...below('PipelineDeclaration'), ...below('TagList'), 'DisabledReason'].sort().flatMap((name) => {
  const { min, max, pattern, enum: values } = shapes[name]!
  const limit = { min, max, pattern, enum: values }
  return Object.values(limit).every((each) => each === undefined) ? [] : [[name, limit] as const]
})
const head = `// Made by "scripts/codepipeline/limits.ts" from botocore, codepipeline/2015-07-09/service-2.json.

/** Limits of the service by its shapes. */
export const serviceLimits = `
const text = `${head}${JSON.stringify(Object.fromEntries(limited), undefined, 2)} as const\n`
await writeFile(join(packageRoot(), 'src/pipeline/limits/service-limits.ts'), text)
