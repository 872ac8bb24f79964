import type { Aggregate } from '../../model/types/aggregate.ts'
import type { Model } from '../../model/types/model.ts'
import { snakeCase } from '../../names.ts'
import { moduleName } from '../code/module-name.ts'
import { layout, list } from '../code/python-layout.ts'
import type { PythonFiles } from '../python-files.ts'
import { Imports } from './references.ts'
import { flowModule } from './render-flow.ts'
import { filledViews } from './render-view.ts'

/** The entry points, one module a function (projections bring theirs along). */
export function renderHandlers(model: Model, files: PythonFiles): void {
  files.render('handlers/__init__.py', 'handlers_package.py', 'the model', {})
  files.render('handlers/fan_out.py', 'fan_out_handler.py', 'the model', {})
  files.render('handlers/track_and_trace.py', 'track_and_trace_handler.py', 'the model', {})
  files.render('handlers/after_deployment.py', 'after_deployment_handler.py', 'the model', {})
  files.render('handlers/undelivered.py', 'undelivered_handler.py', 'the model', {})
  for (const aggregate of model.aggregates) renderBehavior(aggregate, files)
  for (const notifier of model.notifiers) {
    const module = moduleName(notifier.name)
    files.render(`handlers/${snakeCase(notifier.name)}_notifier.py`, 'notifier_handler.py', notifier.place.file, {
      name: notifier.name,
      module,
    })
  }
  renderViewUpdater(model, files)
}

function renderBehavior(aggregate: Aggregate, files: PythonFiles): void {
  const flows = [...aggregate.flows].sort((a, b) => (a.name < b.name ? -1 : 1))
  const aliases = flows.map((flow) => `${snakeCase(flow.name)}_flow`)
  const imports = new Imports()
  for (const [index, flow] of flows.entries()) {
    imports.add(`from ${flowModule(aggregate, flow)} import flow as ${aliases[index]}`)
  }
  const path = `handlers/${snakeCase(aggregate.subDomain)}_${snakeCase(aggregate.name)}_behavior.py`
  files.render(path, 'behavior_handler.py', aggregate.place.file, {
    aggregate: `${aggregate.subDomain}.${aggregate.name}`,
    imports: imports.toString(),
    flows: layout(list(aliases), 0, 'handler = behavior_handler()'.length),
  })
}

function renderViewUpdater(model: Model, files: PythonFiles): void {
  const views = filledViews(model)
  const aliases = views.map((view) => `${snakeCase(view.name)}_view`)
  const imports = new Imports()
  for (const [index, view] of views.entries()) {
    imports.add(`from views.${moduleName(view.name)} import view as ${aliases[index]}`)
  }
  files.render('handlers/view_updater.py', 'view_updater_handler.py', 'views/', {
    imports: imports.toString(),
    views: layout(list(aliases), 0, 'handler = view_updater_handler()'.length),
  })
}
