import { join } from 'node:path'
import type { Context } from '../../core/run/context.ts'
import { defined } from '../../core/run/defined.ts'
import { StageError } from '../../core/run/stage-error.ts'
import type { Model } from '../model/types/model.ts'
import { renderInfrastructure } from './render-infrastructure.ts'

/**
 * Checks that the application of a valid model fits into stacks of CloudFormation, so that `validate` refuses what
 * `generate` would refuse. The finding is reported at the project, because no single part causes it.
 * @param folder of the model, for the position of the finding
 * @throws StageError of `renderInfrastructure`, after reporting it as a finding
 */
export function checkInfrastructure(model: Model, folder: string, { report }: Pick<Context, 'report'>): void {
  try {
    renderInfrastructure(model)
  } catch (error) {
    if (!(error instanceof StageError)) throw error
    const { message: text, hint: fix } = error
    const place = { ...model.place, file: join(folder, model.place.file) }
    report({ kind: 'finding', finding: { severity: 'error', text, place, ...defined({ fix }) } })
    throw error
  }
}
