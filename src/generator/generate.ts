import { gateFile, modelFile } from '../core/file-names.ts'
import { StageError } from '../core/run/stage-error.ts'
import { renderApi } from './api/render-api.ts'
import { renderInfrastructure } from './infrastructure/render-infrastructure.ts'
import { limits } from './limits.ts'
import { inFolderForm } from './model/in-folder-form.ts'
import type { Model } from './model/types/model.ts'
import { renderPython } from './python/render-python.ts'
import type { FileTree, Resources } from './resources.ts'
import { renderGate } from './scenarios/render-gate.ts'
import { renderSummary } from './summary/render-summary.ts'
import { tablesOf } from './summary/tables-of.ts'

/**
 * The whole application of a model: text by path relative to the application folder. Equal models give equal bytes, in
 * either form. docs/decisions/0001-the-generated-application.md describes the layout.
 * @throws StageError `template-invalid` when the application does not fit the limits of CloudFormation or our own
 */
export function generate(readModel: Model, resources: Resources): FileTree {
  const model = inFolderForm(readModel)
  // This comes first, because it limits the number of resources. The others write at least one file for each.
  const infrastructure = renderInfrastructure(model)
  const files = [
    ...renderPython(model, resources),
    ...renderApi(model, resources),
    ...infrastructure,
    [gateFile, renderGate(model)] as const,
    [modelFile, renderSummary(model, tablesOf(infrastructure.values()))] as const,
  ]
  refuseTooLarge(files)
  return new Map(files.sort(([a], [b]) => (a < b ? -1 : 1)))
}

/**
 * Refuses an application with more files, or with more characters in all, than `limits` allows.
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
