import { gateFile } from '../core/file-names.ts'
import { StageError } from '../core/run/stage-error.ts'
import { renderApi } from './api/render-api.ts'
import { renderInfrastructure } from './infrastructure/render-infrastructure.ts'
import { limits } from './limits.ts'
import { inFolderForm } from './model/in-folder-form.ts'
import type { Model } from './model/types/model.ts'
import { renderPython } from './python/render-python.ts'
import type { FileTree, Resources } from './resources.ts'
import { renderGate } from './scenarios/render-gate.ts'

/**
 * The whole application of a model: path relative to the application folder, to text. Equal models give equal bytes, in either form.
 * What lies where: docs/decisions/0001-the-generated-application.md.
 * @throws StageError `template-invalid` when the application does not fit the limits of CloudFormation or our own
 */
export function generate(readModel: Model, resources: Resources): FileTree {
  const model = inFolderForm(readModel)
  // First, as it knows how many resources there may be: the others write a file or more for each.
  const infrastructure = renderInfrastructure(model)
  const files = [
    ...renderPython(model, resources),
    ...renderApi(model, resources),
    ...infrastructure,
    [gateFile, renderGate(model)] as const,
  ]
  refuseTooLarge(files)
  return new Map(files.sort(([a], [b]) => (a < b ? -1 : 1)))
}

/**
 * Refuses an application of more files, or of more characters together, than `limits` allows.
 * @throws StageError `template-invalid`
 */
export function refuseTooLarge(files: readonly (readonly [path: string, text: string])[]): void {
  const characters = files.reduce((sum, [, { length }]) => sum + length, 0)
  const [what, count, most] =
    files.length > limits.outputFiles
      ? ['files', files.length, limits.outputFiles]
      : ['characters', characters, limits.output]
  if (count <= most) return
  const [largest] = files.reduce((large, each) => (each[1].length > large[1].length ? each : large))
  throw new StageError(
    'template-invalid',
    `the application has ${count.toLocaleString('en')} ${what}; at most ${most.toLocaleString('en')} are written`,
    { hint: `divide the model into several; the largest file is ${largest}` },
  )
}
