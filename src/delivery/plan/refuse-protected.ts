import { StageError } from '../../core/run/stage-error.ts'
import type { FingerprintedPlan } from './plan.ts'
import { isProtected } from './risk/stateful-types.ts'

/**
 * @throws StageError `stack-protected` when the plan deletes or may replace a resource of a protected type without
 * `Retain`
 */
export function refuseProtected(plan: FingerprintedPlan, protect: readonly string[]): void {
  const hit = plan.changes.find(
    ({ effect, type, former }) =>
      ['remove', 'replace', 'may-replace'].includes(effect) && former !== 'Retain' && isProtected(type, protect),
  )
  if (hit === undefined) return
  const what = { remove: 'would delete', replace: 'would replace', 'may-replace': 'may replace' }[
    hit.effect as 'remove'
  ]
  const why = hit.because.length === 0 ? '' : `, because ${hit.because.join(', ')} changed`
  throw new StageError(
    'stack-protected',
    `the plan ${what} ${hit.resource} (${hit.type})${why}; this environment protects the type`,
    {
      hint: 'keep the resource as it is, set its DeletionPolicy and UpdateReplacePolicy to Retain, or change "protect" in liftlock.yml',
    },
  )
}
