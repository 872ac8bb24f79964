import type { Model } from '../model/types/model.ts'
import type { Relation, View } from '../model/types/view.ts'

/** Requested fields, each with its own requested fields. */
type Tree = Map<string, Tree>

/**
 * The selection set for dotted paths into a result: indexes are dropped, and equal fields requested once. Without
 * paths, it has the key of a root view. For an object at the end of a path, its type's name is requested.
 */
export function renderSelection(model: Model, view: View | undefined, paths: readonly string[], list: boolean): string {
  const tree = treeOf(paths)
  if (!list) return selectionOf(model, view, tree)
  const rows = tree.get('resultset') ?? new Map()
  return `{ resultset ${selectionOf(model, view, rows)} nextToken }`
}

/** Whether an API key suffices for all relations on the paths. */
export function isPublic(model: Model, view: View | undefined, paths: readonly string[], list: boolean): boolean {
  const tree = treeOf(paths)
  return relationsIn(model, view, list ? (tree.get('resultset') ?? new Map()) : tree).every(
    ({ access }) => access.kind === 'anonymous',
  )
}

function treeOf(paths: readonly string[]): Tree {
  const root: Tree = new Map()
  for (const path of paths) {
    let level = root
    for (const name of path.split('.').filter((part) => part !== '' && !/^\d+$/.test(part))) {
      const below = level.get(name) ?? new Map()
      level.set(name, below)
      level = below
    }
  }
  return root
}

function selectionOf(model: Model, view: View | undefined, tree: Tree): string {
  if (tree.size === 0) return view?.key === undefined ? '{ __typename }' : '{ key }'
  const fields = [...tree].map(([name, below]) => {
    const relation = relationOf(view, name)
    if (relation === undefined && below.size === 0) return name
    const target = model.views.find((each) => each.name === relation?.view)
    return `${name} ${below.size === 0 ? '{ __typename }' : selectionOf(model, target, below)}`
  })
  return `{ ${fields.join(' ')} }`
}

function relationsIn(model: Model, view: View | undefined, tree: Tree): Relation[] {
  return [...tree].flatMap(([name, below]) => {
    const relation = relationOf(view, name)
    if (relation === undefined) return []
    const target = model.views.find((each) => each.name === relation.view)
    return [relation, ...relationsIn(model, target, below)]
  })
}

function relationOf(view: View | undefined, name: string): Relation | undefined {
  return view?.relations.find((relation) => relation.name === name)
}
