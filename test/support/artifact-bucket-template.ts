import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseTemplate, type Template } from '../../src/delivery/template/template.ts'
import { packageRoot } from '../../src/system/package-root.ts'

/** The template of the guide for artifact buckets, its parameters filled in. */
export async function artifactBucketTemplate(parameters: Readonly<Record<string, string>>): Promise<Template> {
  const path = join(packageRoot(), 'docs', 'guides', 'artifact-bucket.yaml')
  const template = await parseTemplate(readFileSync(path, 'utf8'), path)
  const declared = Object.entries(template.Parameters ?? {})
  const filled = declared.map(([name, parameter]) => [
    name,
    { ...parameter, Default: parameters[name] ?? parameter.Default },
  ])
  return { ...template, Parameters: Object.fromEntries(filled) }
}
