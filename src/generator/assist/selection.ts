import type { Model } from '../model/types/model.ts'
import type { View } from '../model/types/view.ts'

/** Scalars of a view, and those of its nested lists one level deep; other relations are left out (model format 19). */
export function selectionOf(model: Model, viewName: string): readonly string[] {
  const view = viewNamed(model, viewName)
  const lists = view.relations.filter(({ type }) => type === 'ObjectList')
  return [
    ...scalarsOf(view),
    ...lists.map((list) => `${list.name} { ${scalarsOf(viewNamed(model, list.view)).join(' ')} }`),
  ]
}

/** Root views have a `key` whether or not a field is called so (model format 16.1 fact 5). */
function scalarsOf({ key, fields }: View): readonly string[] {
  const names = fields.map(({ name }) => name)
  return key === undefined || names.includes('key') ? names : ['key', ...names]
}

function viewNamed(model: Model, name: string): View {
  const view = model.views.find((one) => one.name === name)
  if (view === undefined) throw new Error(`the model has no view ${name}`)
  return view
}
