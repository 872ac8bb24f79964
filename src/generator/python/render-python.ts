import type { Model } from '../model/types/model.ts'
import type { FileTree, Resources } from '../resources.ts'
import { codeFunction } from './code/python-code.ts'
import { pythonIdentifier } from './code/python-identifier.ts'
import { mergeLocks } from './merge-locks.ts'
import { PythonFiles } from './python-files.ts'
import { aggregatePackage } from './render/references.ts'
import { renderAggregate } from './render/render-aggregate.ts'
import { renderCommands, renderEvents } from './render/render-events.ts'
import { renderFlow } from './render/render-flow.ts'
import { renderHandlers } from './render/render-handlers.ts'
import { renderNotifier } from './render/render-notifier.ts'
import { renderProjection } from './render/render-projection.ts'
import { filledViews, renderView } from './render/render-view.ts'
import { renderUnitTests } from './unit-tests/render-unit-tests.ts'

/**
 * The Python of an application: `application/`, the two layers, `tests/`, and `ruff.toml` for all of them.
 * Equal models give equal texts. Every text of the model is a checked identifier, a literal, or code of the model.
 * @throws StageError `model-invalid` when two names lead to one file, `path-escapes` for a module outside the model
 */
export function renderPython(model: Model, resources: Resources): FileTree {
  const application = new PythonFiles(resources)
  const tests = new PythonFiles(resources)
  renderCommands(model, application)
  renderExpressions(model, application)
  for (const aggregate of model.aggregates) {
    renderEvents(aggregate, application)
    renderAggregate(aggregate, application)
    for (const flow of aggregate.flows) {
      renderFlow(aggregate, flow, application)
      renderUnitTests(aggregate, flow, tests)
    }
  }
  for (const notifier of model.notifiers) renderNotifier(notifier, application)
  for (const view of filledViews(model)) renderView(model, view, application)
  for (const projection of model.projections) renderProjection(projection, application)
  renderHandlers(model, application)
  for (const file of [...model.modules, ...model.templates]) application.add(file.path, file.text)
  renderPackages(model, application)
  tests.render('tests/conftest.py', 'conftest.py', 'the model', {})

  return new Map(
    [
      ...[...application.files].map(([path, text]) => [`application/${path}`, text] as const),
      ...tests.files,
      ...runtimeLayer(resources),
      ['ruff.toml', resources.template('python/ruff.toml')] as const,
      ['layers/dependencies/requirements.txt', requirements(model, resources)] as const,
    ].sort(([a], [b]) => (a < b ? -1 : 1)),
  )
}

function renderExpressions(model: Model, files: PythonFiles): void {
  const functions = model.keyExpressions.map((expression) => {
    const body = { ...expression.body, text: `return (\n${expression.body.text.trim()}\n)` }
    const short = { ...expression.body, text: `return ${expression.body.text.trim()}` }
    return codeFunction(
      pythonIdentifier(expression.name),
      expression.parameters.map(pythonIdentifier),
      /[\n#]/.test(short.text) ? body : short,
    )
  })
  files.render('expressions.py', 'expressions.py', 'expressions/', {
    functions: functions.map((text) => `\n\n${text}`).join('\n'),
  })
}

/** Makes each folder a package, so that no dependency of the same name can replace it. */
function renderPackages(model: Model, files: PythonFiles): void {
  const folders = new Set(
    model.aggregates.flatMap((aggregate) => {
      const parts = aggregatePackage(aggregate).split('.')
      return [...parts.keys()].map((index) => parts.slice(0, index + 1).join('/'))
    }),
  )
  for (const aggregate of model.aggregates) {
    if (aggregate.flows.length > 0) folders.add(`${aggregatePackage(aggregate).replaceAll('.', '/')}/flows`)
  }
  if (model.notifiers.length > 0) folders.add('notifiers')
  if (filledViews(model).length > 0) folders.add('views')
  if (model.projections.length > 0) folders.add('projections')
  if (model.modules.length > 0) folders.add('lib')
  for (const folder of folders) {
    const path = `${folder}/__init__.py`
    if (!files.files.has(path)) files.render(path, 'package.py', 'the model', {})
  }
}

function runtimeLayer(resources: Resources): (readonly [string, string])[] {
  return [...resources.runtime]
    .filter(([path]) => path.startsWith('draftsman/') && path.endsWith('.py'))
    .map(([path, text]) => [`layers/runtime/python/${path}`, text] as const)
}

/** The dependencies of the runtime and of the model. */
function requirements(model: Model, resources: Resources): string {
  return mergeLocks(resources.runtime.get('requirements.txt') ?? '', model.lock?.text ?? '')
}
