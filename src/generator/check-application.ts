import { join } from 'node:path'
import type { Context } from '../core/run/context.ts'
import { defined } from '../core/run/defined.ts'
import { StageError } from '../core/run/stage-error.ts'
import { generate } from './generate.ts'
import { refuseOtherProject } from './infrastructure/other-project.ts'
import type { Model } from './model/types/model.ts'
import type { Resources } from './resources.ts'

/** What `validate` looks at beside the model itself. */
export interface ApplicationCheck {
  /** Folder of the model, for the place of the finding. */
  readonly folder: string
  readonly resources: Resources
  /** Folder of the application that `generate` would write. */
  readonly application: string
}

/**
 * Checks that a valid model gives an application, so that `validate` refuses whatever `generate` would refuse. The
 * rules of models find most of it at its element. What is left concerns the whole, and the finding stands at the
 * project.
 * @throws StageError of `generate` and `refuseOtherProject`, after it was reported as a finding
 */
export async function checkApplication(
  model: Model,
  { folder, resources, application }: ApplicationCheck,
  { files, report }: Pick<Context, 'files' | 'report'>,
): Promise<void> {
  try {
    generate(model, resources)
    await refuseOtherProject(files, application, model)
  } catch (error) {
    if (!(error instanceof StageError)) throw error
    const { message: text, hint: fix } = error
    const place = { ...model.place, file: join(folder, model.place.file) }
    report({ kind: 'finding', finding: { severity: 'error', text, place, ...defined({ fix }) } })
    throw error
  }
}
