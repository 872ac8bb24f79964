import { backedUp } from '../../model/backed-up.ts'
import type { Aggregate } from '../../model/types/aggregate.ts'
import type { Model } from '../../model/types/model.ts'
import { takesUploads } from '../../model/uploads.ts'
import { snakeCase } from '../../names.ts'
import { handlerModule } from '../code/handler-module.ts'
import { moduleName } from '../code/module-name.ts'
import { layout, list, mapping } from '../code/python-layout.ts'
import type { PythonFiles } from '../python-files.ts'
import { aggregatePackage, Imports } from './references.ts'
import { flowModule } from './render-flow.ts'
import { filledViews } from './render-view.ts'

/** The entry points, one module for each function, except for projections, which have their own. */
export function renderHandlers(model: Model, files: PythonFiles): void {
  files.render('handlers/__init__.py', 'handlers/package.py', 'the model', {})
  files.render('handlers/fan_out.py', 'handlers/fan_out.py', 'the model', {})
  files.render('handlers/track_and_trace.py', 'handlers/track_and_trace.py', 'the model', {})
  files.render('handlers/after_deployment.py', 'handlers/after_deployment.py', 'the model', {})
  if (takesUploads(model)) {
    files.render('handlers/uploads.py', 'handlers/uploads.py', 'the model', {})
    files.render('handlers/uploaded_files.py', 'handlers/uploaded_files.py', 'the model', {})
  }
  if (backedUp(model).length > 0) renderBackups(backedUp(model), files)
  files.render('handlers/undelivered.py', 'handlers/undelivered.py', 'the model', {})
  for (const aggregate of model.aggregates) renderBehavior(aggregate, files)
  for (const notifier of model.notifiers) {
    const module = moduleName(notifier.name)
    files.render(
      `handlers/${handlerModule('notifier', notifier.name)}.py`,
      'handlers/notifier.py',
      notifier.place.file,
      {
        name: notifier.name,
        module,
      },
    )
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
  const path = `handlers/${handlerModule('behavior', aggregate.subDomain, aggregate.name)}.py`
  files.render(path, 'handlers/behavior.py', aggregate.place.file, {
    aggregate: `${aggregate.subDomain}.${aggregate.name}`,
    imports: imports.toString(),
    flows: layout(list(aliases), 0, 'handler = behavior_handler()'.length),
  })
}

/** The aggregates by the number of days between two backups. */
function renderBackups(aggregates: readonly Aggregate[], files: PythonFiles): void {
  const imports = new Imports()
  const byDays = new Map<number, string[]>()
  for (const aggregate of aggregates) {
    const alias = `${snakeCase(aggregate.subDomain)}_${snakeCase(aggregate.name)}`
    imports.add(`from ${aggregatePackage(aggregate)}.aggregate import aggregate as ${alias}`)
    byDays.set(aggregate.backupIntervalDays, [...(byDays.get(aggregate.backupIntervalDays) ?? []), alias])
  }
  const entries = [...byDays].sort(([one], [other]) => one - other)
  files.render('handlers/backups.py', 'handlers/backups.py', 'the model', {
    imports: imports.toString(),
    aggregates: layout(
      mapping(entries.map(([days, aliases]) => [String(days), list(aliases)])),
      0,
      'handler = backups_handler()'.length,
    ),
  })
}

function renderViewUpdater(model: Model, files: PythonFiles): void {
  const views = filledViews(model)
  const aliases = views.map((view) => `${snakeCase(view.name)}_view`)
  const imports = new Imports()
  for (const [index, view] of views.entries()) {
    imports.add(`from views.${moduleName(view.name)} import view as ${aliases[index]}`)
  }
  files.render('handlers/view_updater.py', 'handlers/view_updater.py', 'views/', {
    imports: imports.toString(),
    views: layout(list(aliases), 0, 'handler = view_updater_handler()'.length),
  })
}
