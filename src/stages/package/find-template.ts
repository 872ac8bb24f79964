import { join, resolve } from 'node:path'
import { templateFiles } from '../../core/file-names.ts'
import type { Files } from '../../core/ports/files.ts'
import { command, next } from '../../core/run/next-step.ts'
import { StageError } from '../../core/run/stage-error.ts'

/**
 * The absolute path of the template: the given file itself, or the template in the given folder or in its `app/`.
 * @throws StageError `file-missing`
 */
export async function findTemplate(files: Files, application: string): Promise<string> {
  const kind = await files.kind(application)
  if (kind === 'file') return resolve(application)
  if (kind === undefined)
    throw new StageError('file-missing', `there is no file or folder ${application}`, {
      hint: 'name the folder of an application, or a CloudFormation template',
    })
  for (const folder of [application, join(application, 'app')])
    for (const name of templateFiles) {
      const path = join(folder, name)
      if ((await files.kind(path)) === 'file') return resolve(path)
    }
  throw new StageError('file-missing', `${application} has no ${templateFiles.join(', ')}`, {
    hint: next`${command('generate')} makes the application of a model`,
  })
}
