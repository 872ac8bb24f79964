import { keptExecutions } from './decisions.ts'
import { isOpen } from './machine.ts'
import type { ExecutionRecord, PipelineRecord } from './records.ts'

/**
 * Forgets the oldest executions that have ended, when there are more than are kept. The newest one in each stage and the
 * newest that succeeded in it stay: the state of the pipeline and a rollback need them.
 * @returns whether something was forgotten
 */
export function forgetOldest(pipeline: PipelineRecord): boolean {
  const { executions, tokens } = pipeline
  const tooMany = executions.length - keptExecutions
  // A hundred at once, so that it is not done after each execution.
  if (tooMany < 100) return false
  const needed = new Set(neededFor(executions))
  const old = executions.slice(0, tooMany).filter((each) => !isOpen(each) && !needed.has(each))
  if (old.length === 0) return false
  const ids = new Set(old.map(({ id }) => id))
  executions.splice(0, executions.length, ...executions.filter(({ id }) => !ids.has(id)))
  for (const [token, id] of Object.entries(tokens)) if (ids.has(id)) delete tokens[token]
  const put = Object.entries(pipeline.putRevisions).filter(([, { execution }]) => !ids.has(execution))
  pipeline.putRevisions = Object.fromEntries(put)
  return true
}

function neededFor(executions: readonly ExecutionRecord[]): readonly ExecutionRecord[] {
  const entered = executions.flatMap((execution) => execution.stages.map((stage) => ({ execution, stage })))
  const newest = new Map<string, (typeof entered)[number]>()
  for (const each of entered)
    for (const key of [each.stage.name, `${each.stage.name} ${each.stage.status}`])
      if ((newest.get(key)?.stage.entry ?? 0) < each.stage.entry) newest.set(key, each)
  return [...newest.values()].map(({ execution }) => execution)
}
