import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { packageRoot } from '../../src/system/package-root.ts'
import { limitsOf, readServiceModel } from './service-model.ts'

/**
 * Makes `src/pipeline/limits/service-limits.ts` from the model of the service, as botocore ships it. The client of AWS
 * has the same shapes, and leaves the limits out.
 *
 *   npx tsx scripts/codepipeline/limits.ts <botocore>/data/codepipeline/2015-07-09/service-2.json.gz
 */
const { shapes } = await readServiceModel()

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
  const limit = limitsOf(shapes[name]!)
  return Object.values(limit).every((each) => each === undefined) ? [] : [[name, limit] as const]
})
const head = `// Made by "scripts/codepipeline/limits.ts" from botocore, codepipeline/2015-07-09/service-2.json.

/** Limits of the service by its shapes. */
export const serviceLimits = `
const text = `${head}${JSON.stringify(Object.fromEntries(limited), undefined, 2)} as const\n`
await writeFile(join(packageRoot(), 'src/pipeline/limits/service-limits.ts'), text)
