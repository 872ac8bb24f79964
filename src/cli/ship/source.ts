import { basename, dirname, join } from 'node:path'
import { configurationFile, templateFiles } from '../../core/file-names.ts'
import type { Files } from '../../core/ports/files.ts'
import { StageError } from '../../core/run/stage-error.ts'
import { refuseCdkOutput } from '../../delivery/building/cdk-output.ts'
import { applicationOf, namesGate } from '../../delivery/packaging/seal-application.ts'
import { parseTemplate, type Template } from '../../delivery/template/template.ts'
import { readModel } from '../../generator/model/read-model.ts'
import { applicationName } from '../../generator/names.ts'

/** What the line starts from. */
export type Source =
  /** `path`: the folder, or the one file of a model in the compiled form. */
  | { readonly kind: 'model'; readonly path: string }
  /** `gated`: whether the template names scenarios to run. */
  | { readonly kind: 'template'; readonly path: string; readonly template: Template; readonly gated: boolean }

const hint = 'name the folder of a model or of a template, or a model in one file: liftlock ship <folder> --local'

/**
 * Examines the start of a line.
 * @param path a folder, or a model in one compiled file
 * @throws StageError `file-missing` when it has neither a model nor a template, `template-invalid`
 */
export async function readSource(files: Files, path: string): Promise<Source> {
  const kind = await files.kind(path)
  if (kind === undefined) throw new StageError('file-missing', `there is no folder or model ${path}`, { hint })
  if (kind === 'file') return fileSource(path)
  if ((await files.kind(join(path, 'config.xml'))) === 'file') return { kind: 'model', path }
  await refuseCdkOutput(files, path)
  for (const name of templateFiles) {
    const file = join(path, name)
    if ((await files.kind(file)) !== 'file') continue
    const template = await parseTemplate(await files.readText(file), file)
    return { kind: 'template', path: file, template, gated: namesGate(template) }
  }
  const compiled = join(path, 'model.xml')
  throw new StageError(
    'file-missing',
    `${path} has neither a model (config.xml) nor a template (${templateFiles.join(', ')})`,
    { hint: (await files.kind(compiled)) === 'file' ? `name the model that lies there: ${compiled}` : hint },
  )
}

/** The project file stands for its folder. */
function fileSource(path: string): Source {
  if (basename(path) === 'config.xml') return { kind: 'model', path: dirname(path) }
  if (path.endsWith('.xml')) return { kind: 'model', path }
  throw new StageError('file-missing', `${path} is neither a folder nor a model in one file (.xml)`, { hint })
}

/**
 * The name of an application without a name in `liftlock.yml`: from the model or the template, else the name of the
 * folder.
 * @throws StageError `configuration-invalid` when the name cannot be part of the names of stacks and buckets
 */
export async function nameOf(files: Files, folder: string, source: Source): Promise<string> {
  const own =
    source.kind === 'model' ? (await readModel(files, source.path)).model?.name : applicationOf(source.template)
  const name = applicationName(own ?? basename(folder)) ?? ''
  if (/^[a-z][a-z0-9-]{0,39}$/.test(name)) return name
  throw new StageError(
    'configuration-invalid',
    `${JSON.stringify(own ?? basename(folder))} cannot name an application`,
    {
      hint: `write a name of lower-case letters, digits and hyphens into ${join(folder, configurationFile)}: application: my-app`,
    },
  )
}
