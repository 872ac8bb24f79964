import type { ActionDetail } from '../../../core/ports/pipeline-shapes.ts'
import { StageError } from '../../../core/run/stage-error.ts'

/**
 * What an execution has planned, as the inputs of an answer to its approval.
 * @throws StageError `approval-differs` when a part is not known: an answer without it would meet any plan
 */
export function plannedOf(actions: readonly ActionDetail[]): { readonly release: string; readonly plan: string } {
  const { release, fingerprint: plan } =
    actions.find(({ actionName }) => actionName === 'Plan')?.output?.outputVariables ?? {}
  if (release && plan) return { release, plan }
  const missing = release ? 'fingerprint' : 'release'
  throw new StageError('approval-differs', `the action Plan handed on no ${missing}, so its plan is not approved`, {
    hint: 'nothing was answered; run again, so that another execution plans anew',
  })
}
