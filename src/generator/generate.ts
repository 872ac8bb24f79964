import { renderApi } from './api/render-api.ts'
import { renderInfrastructure } from './infrastructure/render-infrastructure.ts'
import type { Model } from './model/model.ts'
import { renderPython } from './python/render-python.ts'
import type { FileTree, Resources } from './resources.ts'
import { renderGate } from './scenarios/render-gate.ts'

/**
 * The whole application of a model: path relative to the application folder, to text. Equal models give equal bytes.
 * What lies where: docs/decisions/0001-the-generated-application.md.
 * @throws StageError `template-invalid` when the application does not fit the limits of CloudFormation
 */
export function generate(model: Model, resources: Resources): FileTree {
  const files = [
    ...renderPython(model, resources),
    ...renderApi(model, resources),
    ...renderInfrastructure(model, resources),
    ['gate.json', renderGate(model)] as const,
  ]
  return new Map(files.sort(([a], [b]) => (a < b ? -1 : 1)))
}
