import type { Context } from '../../core/run/context.ts'
import { command, input, next } from '../../core/run/next-step.ts'
import { StageError } from '../../core/run/stage-error.ts'
import type { PlanChoice } from '../../delivery/deployment/deploy-options.ts'
import type { Environment } from '../../delivery/environment/configuration.ts'
import { shownFingerprint } from '../../delivery/plan/fingerprint.ts'

/**
 * Which plan a promotion may execute. A rollback gets the values of the run that it goes back to, so that its plan was
 * approved for another state of the stack. One that somebody asked for makes a fresh plan, where the environment lets
 * this in.
 * @throws StageError `rollback-unapproved` where the environment does not
 */
export async function planOfRollback(
  choice: PlanChoice | undefined,
  { name, unapprovedRollback }: Pick<Environment, 'name' | 'unapprovedRollback'>,
  { rollsBack, report }: Pick<Context, 'rollsBack' | 'report'>,
): Promise<PlanChoice | undefined> {
  if (choice?.kind !== 'exactly') return choice
  const rollback = await rollsBack?.()
  if (rollback === undefined) return choice
  const old = `this run rolls ${name} back, and plan ${shownFingerprint(choice.fingerprint)} was approved for an earlier state`
  if (!unapprovedRollback)
    throw new StageError('rollback-unapproved', old, {
      hint: next`promote the earlier release yourself with ${input('plan-only')} first; or set "rollback-without-approval: true" of ${name} in liftlock.yml, for rollbacks that lose no data`,
    })
  // What failed may have changed nothing, and what runs may have been brought by somebody else meanwhile.
  if (rollback === 'by-itself')
    throw new StageError('rollback-unapproved', `${old}; nobody asked for this rollback`, {
      hint: next`look at what runs in ${name}; if it has to go back, roll the stage back yourself: ${command('pipeline rollback')}`,
    })
  report({ kind: 'note', text: `${old}: a fresh plan is executed, if it loses no data` })
  return { kind: 'lossless' }
}
