import type { Model } from '../../model/types/model.ts'
import type { Code } from '../../model/types/trigger.ts'
import type { CustomHandler, SnapshotHandler, View, ViewMapping } from '../../model/types/view.ts'
import { moduleName } from '../code/module-name.ts'
import { codeFunction, functionBlock, lambda } from '../code/python-code.ts'
import { call, dictionary, keyword, layout, list, type PythonNode } from '../code/python-layout.ts'
import { pythonLiteral } from '../code/python-literal.ts'
import type { PythonFiles } from '../python-files.ts'
import { Imports } from './references.ts'

/** Views that are filled from aggregates, unlike nested types and results of projections. */
export function filledViews(model: Model): readonly View[] {
  return model.views.filter((view) => view.key !== undefined)
}

/** One view: the content of a row, and how aggregates fill it. */
export function renderView(model: Model, view: View, files: PythonFiles): void {
  const imports = new Imports()
  const functions: string[] = []
  imports.name('draftsman.views', 'View')
  const handlers = view.handlers.map((handler) => snapshotHandler(handler, model, imports))
  const custom = view.customHandlers.map((handler) => customHandler(handler, imports, functions))
  const definition = call(
    'View',
    keyword('name', pythonLiteral(view.name)),
    ...(view.key === undefined ? [] : [keyword('key', pythonLiteral(view.key))]),
    keyword('fields', rowFields(view)),
    ...(view.retentionDays === undefined ? [] : [keyword('retention_days', pythonLiteral(view.retentionDays))]),
    ...(view.notifies ? [] : [keyword('notifies', 'False')]),
    keyword('handlers', list([...handlers, ...custom])),
  )
  files.render(`views/${moduleName(view.name)}.py`, 'view.py', view.place.file, {
    name: view.name,
    imports: imports.toString(),
    functions: functionBlock(functions),
    definition: layout(definition, 0, 'view = '.length),
  })
}

/** The content of a stored row: its fields, and its inline relations. */
function rowFields(view: View): PythonNode {
  const lists = view.relations.filter((relation) => relation.type === 'ObjectList')
  return dictionary([
    ...view.fields.map((field) => [field.name, pythonLiteral(field.type)] as const),
    ...lists.map((relation) => [relation.name, pythonLiteral('ObjectList')] as const),
  ])
}

function snapshotHandler(handler: SnapshotHandler, model: Model, imports: Imports): PythonNode {
  const scope = ['snapshot', 'item']
  const { key, collection } = handler
  const keyNode = key.kind === 'member' ? pythonLiteral(key.name) : lambda(scope, imports.forSource(key.source))
  const conditions = handler.deleteWhen.map((source) => lambda(scope, imports.forSource(source)))
  return call(
    imports.name('draftsman.views', 'snapshot_handler'),
    keyword('aggregate', pythonLiteral(`${handler.aggregate.subDomain}.${handler.aggregate.name}`)),
    ...(collection === undefined ? [] : [keyword('collection', pythonLiteral(collection))]),
    keyword('key', keyNode),
    keyword('changes', list(handler.mappings.map((mapping) => mappingNode(mapping, model, imports)))),
    ...(conditions.length === 0 ? [] : [keyword('delete_when', list(conditions))]),
  )
}

function mappingNode(mapping: ViewMapping, model: Model, imports: Imports): PythonNode {
  if (mapping.kind !== 'convert-items') {
    const name = imports.name('draftsman.changes', `${mapping.kind}_field`)
    return call(name, pythonLiteral(mapping.target.name), pythonLiteral(mapping.value))
  }
  const itemView = model.views.find((view) => view.name === mapping.target.view)
  return call(
    imports.name('draftsman.views', 'convert_items'),
    pythonLiteral(mapping.target.name),
    pythonLiteral(mapping.collection),
    lambda(['value'], imports.forSource(mapping.template)),
    ...(itemView === undefined ? [] : [keyword('fields', rowFields(itemView))]),
  )
}

function customHandler(handler: CustomHandler, imports: Imports, functions: string[]): PythonNode {
  return call(
    imports.name('draftsman.views', 'custom_handler'),
    keyword('aggregate', pythonLiteral(`${handler.aggregate.subDomain}.${handler.aggregate.name}`)),
    keyword('update', updateReference(handler.code, imports, functions)),
  )
}

function updateReference(code: Code, imports: Imports, functions: string[]): string {
  if (code.kind === 'function') {
    return imports.library(code.module, code.handler)
  }
  const name = `update_${functions.length + 1}`
  const source = imports.forSource(code.source)
  if (/\bconvert_to_dictionary\b/.test(source.text)) imports.name('draftsman.views', 'convert_to_dictionary')
  functions.push(codeFunction(name, ['EntityManager', 'snapshot', 'event'], source))
  return name
}
