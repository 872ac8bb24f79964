import { basename, join } from 'node:path'
import { configurationFile, templateFiles } from '../../core/file-names.ts'
import type { Files } from '../../core/ports/files.ts'
import { StageError } from '../../core/run/stage-error.ts'
import { refuseCdkOutput } from '../../delivery/building/cdk-output.ts'
import { applicationOf, namesGate } from '../../delivery/packaging/seal-application.ts'
import { parseTemplate, type Template } from '../../delivery/template/template.ts'
import { readModel } from '../../generator/model/read-model.ts'
import { kebabCase } from '../../generator/names.ts'

/** What the line starts from. */
export type Source =
  | { readonly kind: 'model' }
  /** `gated`: whether the template names scenarios to run. */
  | { readonly kind: 'template'; readonly path: string; readonly template: Template; readonly gated: boolean }

/**
 * Examines a folder.
 * @throws StageError `file-missing` when it has neither a model nor a template, `template-invalid`
 */
export async function readSource(files: Files, folder: string): Promise<Source> {
  if ((await files.kind(folder)) !== 'folder')
    throw new StageError('file-missing', `there is no folder ${folder}`, {
      hint: 'name the folder of a model or of a template: liftlock ship <folder> --local',
    })
  if ((await files.kind(join(folder, 'config.xml'))) === 'file') return { kind: 'model' }
  await refuseCdkOutput(files, folder)
  for (const name of templateFiles) {
    const path = join(folder, name)
    if ((await files.kind(path)) !== 'file') continue
    const template = await parseTemplate(await files.readText(path), path)
    return { kind: 'template', path, template, gated: namesGate(template) }
  }
  throw new StageError(
    'file-missing',
    `${folder} has neither a model (config.xml) nor a template (${templateFiles.join(', ')})`,
    { hint: 'name the folder of a model or of a template: liftlock ship <folder> --local' },
  )
}

/**
 * The name of an application without a name in `liftlock.yml`: from the model or the template, else the name of the
 * folder.
 * @throws StageError `configuration-invalid` when the name cannot be part of the names of stacks and buckets
 */
export async function nameOf(files: Files, folder: string, source: Source): Promise<string> {
  const own = source.kind === 'model' ? (await readModel(files, folder)).model?.name : applicationOf(source.template)
  const name = kebabCase(own ?? basename(folder))
  if (/^[a-z][a-z0-9-]{0,39}$/.test(name)) return name
  throw new StageError(
    'configuration-invalid',
    `${JSON.stringify(own ?? basename(folder))} cannot name an application`,
    {
      hint: `write a name of lower-case letters, digits and hyphens into ${join(folder, configurationFile)}: application: my-app`,
    },
  )
}
