import { dirname, join, resolve } from 'node:path'
import { templateFiles } from '../../core/file-names.ts'
import type { Files } from '../../core/ports/files.ts'
import { command, next } from '../../core/run/next-step.ts'
import { StageError } from '../../core/run/stage-error.ts'
import { refuseCdkOutput } from './cdk-output.ts'

/** The template of an application, and the folder of the application; both absolute. */
export interface FoundTemplate {
  readonly path: string
  /** The folder that local paths may not leave, with hand-written files such as `gate.json`. */
  readonly folder: string
  /** Whether the template is an output of `sam build`. */
  readonly built: boolean
  /** The template that people edit: the same, except after `sam build`. */
  readonly written: string
}

/** Where `sam build` writes its template (AWS SAM CLI, "sam build"), and `sam deploy` reads it. */
const builtTemplate = join('.aws-sam', 'build', 'template.yaml')

/**
 * Finds the template of an application: the file itself, or the template in a folder or in its `app/`. The output of
 * `sam build` in a folder takes precedence.
 * @throws StageError `file-missing`, `template-invalid` for an output of `cdk synth` that needs assets
 */
export async function findTemplate(files: Files, application: string): Promise<FoundTemplate> {
  const kind = await files.kind(application)
  if (kind !== undefined) await refuseCdkOutput(files, application)
  if (kind === 'file') return ofFile(resolve(application))
  if (kind === undefined)
    throw new StageError('file-missing', `there is no file or folder ${application}`, {
      hint: 'name the folder of an application, or a CloudFormation template',
    })
  for (const folder of [application, join(application, 'app')])
    for (const name of templateFiles) {
      if ((await files.kind(join(folder, name))) !== 'file') continue
      const built = join(folder, builtTemplate)
      const written = resolve(folder, name)
      return (await files.kind(built)) === 'file' ? { ...ofFile(resolve(built)), written } : ofFile(written)
    }
  throw new StageError('file-missing', `${application} has no ${templateFiles.join(', ')}`, {
    hint: next`${command('generate')} makes the application of a model`,
  })
}

function ofFile(path: string): FoundTemplate {
  const folder = dirname(path)
  const built = path.endsWith(join('/', builtTemplate))
  return { path, folder: built ? resolve(folder, '..', '..') : folder, built, written: path }
}
