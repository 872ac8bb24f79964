import type { Model } from '../model/types/model.ts'
import type { Operation } from './operations.ts'

/**
 * Names of the views that a caller with only an API key can reach: results of anonymous methods, and views behind their
 * relations without a role. AppSync refuses a field if its type lacks the directive of the caller's mode.
 */
export function viewsOpenToApiKey(model: Model, operations: readonly Operation[]): ReadonlySet<string> {
  const open = new Set<string>()
  const visit = (name: string): void => {
    if (open.has(name)) return
    open.add(name)
    const relations = model.views.find((view) => view.name === name)?.relations ?? []
    for (const relation of relations) if (relation.access.kind === 'authenticated') visit(relation.view)
  }
  for (const operation of operations) {
    const view = resultViewOf(operation)
    if (view !== undefined && operation.access.kind === 'anonymous') visit(view)
  }
  return open
}

/** The view whose rows a method returns. */
export function resultViewOf(operation: Operation): string | undefined {
  if (operation.kind === 'query') return operation.view.name
  return operation.kind === 'projection' ? operation.projection.view : undefined
}
