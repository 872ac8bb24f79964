import { join } from 'node:path'
import { templateFile } from '../../core/file-names.ts'
import type { Files } from '../../core/ports/files.ts'
import { StageError } from '../../core/run/stage-error.ts'
import type { Model } from '../model/types/model.ts'
import { applicationOf } from '../names.ts'
import { projectOf } from './description.ts'

/**
 * Refuses to put the application of a project where that of another one lies: their names differ, and give one
 * application.
 * @param folder of the application
 * @throws StageError `model-invalid`
 */
export async function refuseOtherProject(files: Pick<Files, 'findText'>, folder: string, model: Model): Promise<void> {
  const text = await files.findText(join(folder, templateFile))
  const other = text === undefined ? undefined : projectOf(text)
  if (other === undefined || other === model.name) return
  const [name, application] = [JSON.stringify(model.name), applicationOf(model)]
  throw new StageError(
    'model-invalid',
    `the projects ${JSON.stringify(other)} and ${name} both give the application ${application}, and ${folder} is that of the first`,
    { hint: 'rename one of them, give another out, or give overwrite when the project was renamed' },
  )
}
