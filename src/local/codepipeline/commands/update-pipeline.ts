import { updateParks } from '../machine/decisions.ts'
import type { Declaration } from '../machine/declaration.ts'
import { isOpen, type Machine } from '../machine/machine.ts'
import { typed } from './create-pipeline.ts'

/** Gives a pipeline another definition: the version rises by one, and executions under way do not go on. */
export function updatePipeline({ pipeline, now }: Machine, declaration: Declaration): void {
  for (const execution of pipeline.executions) if (isOpen(execution) && updateParks(execution)) execution.parked = true
  pipeline.declarations.push(typed(declaration, pipeline.declarations.length + 1))
  pipeline.updated = now()
  const names = declaration.stages.map(({ name }) => name)
  const kept = Object.entries(pipeline.transitions).filter(([name]) => names.includes(name))
  pipeline.transitions = Object.fromEntries(kept)
}
