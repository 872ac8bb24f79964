import type { Resolver } from '../../../aws/appsync/api.ts'
import type { Execution, ResolvedField } from './execution.ts'
import { type ResolverRun, runHandlers } from './run-handlers.ts'
import { runStep } from './run-step.ts'

/** Runs a unit or pipeline resolver (developer guide, "Resolver mapping template overview"). @throws FieldError */
export async function runResolver(resolver: Resolver, execution: Execution, field: ResolvedField): Promise<unknown> {
  const run: ResolverRun = { execution, field, stash: {} }
  if (!resolver.around) {
    const [step] = resolver.steps
    return step ? (await runStep(step, run, null)).value : null
  }
  const before = runHandlers(resolver.around, 'request', run, {})
  if (before.kind === 'return') return before.value
  let result: unknown = before.value ?? null
  for (const step of resolver.steps) result = (await runStep(step, run, result)).value
  const after = runHandlers(resolver.around, 'response', run, { result, prev: { result } })
  return after.kind === 'unset' ? result : (after.value ?? null)
}
