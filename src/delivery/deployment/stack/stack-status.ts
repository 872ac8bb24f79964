import type { Stack } from '../../../core/ports/stacks.ts'
import { input, next, type Text } from '../../../core/run/next-step.ts'
import { StageError } from '../../../core/run/stage-error.ts'
import { commandLine, commandText } from '../../../core/text/command-line.ts'

/** What the environment allows beyond a plain create or update; by default nothing. */
export interface StackPolicy {
  /** Types that no deployment may replace or delete; `*` stands for any text. */
  readonly protect?: readonly string[]
  /** A stack whose creation failed may be deleted and created again. */
  readonly recreate?: boolean
  /** A failed rollback may be continued; `skipResources` stay as they are. */
  readonly recover?: boolean
  readonly skipResources?: readonly string[]
  /** A failed operation keeps what it created, and the next operation repairs it. */
  readonly disableRollback?: boolean
}

/** The one step for a stack in a given state. */
export type StackAction =
  | { readonly kind: 'create' }
  | { readonly kind: 'update' }
  /** An operation is running: ours is followed, another one is waited for. */
  | { readonly kind: 'wait' }
  | { readonly kind: 'recreate' }
  | { readonly kind: 'continue-rollback' }
  | { readonly kind: 'refuse'; readonly error: StageError }

type Rule =
  | 'create'
  | 'review'
  | 'update'
  | 'wait'
  | 'repair'
  | 'recreate'
  | 'continue-rollback'
  | 'delete-failed'
  | 'import-stuck'

/** Every status of a stack (API reference, `Stack.StackStatus`), each with its rule. */
export const stackStatuses = {
  CREATE_IN_PROGRESS: 'wait',
  CREATE_FAILED: 'repair',
  CREATE_COMPLETE: 'update',
  ROLLBACK_IN_PROGRESS: 'wait',
  ROLLBACK_FAILED: 'recreate',
  ROLLBACK_COMPLETE: 'recreate',
  DELETE_IN_PROGRESS: 'wait',
  DELETE_FAILED: 'delete-failed',
  DELETE_COMPLETE: 'create',
  UPDATE_IN_PROGRESS: 'wait',
  UPDATE_COMPLETE_CLEANUP_IN_PROGRESS: 'wait',
  UPDATE_COMPLETE: 'update',
  UPDATE_FAILED: 'repair',
  UPDATE_ROLLBACK_IN_PROGRESS: 'wait',
  UPDATE_ROLLBACK_FAILED: 'continue-rollback',
  UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS: 'wait',
  UPDATE_ROLLBACK_COMPLETE: 'update',
  REVIEW_IN_PROGRESS: 'review',
  IMPORT_IN_PROGRESS: 'wait',
  IMPORT_COMPLETE: 'update',
  IMPORT_ROLLBACK_IN_PROGRESS: 'wait',
  IMPORT_ROLLBACK_FAILED: 'import-stuck',
  IMPORT_ROLLBACK_COMPLETE: 'update',
} as const satisfies Record<string, Rule>

/** @param status undefined when the stack does not exist */
export function stackAction(name: string, status: string | undefined, policy: StackPolicy): StackAction {
  if (status === undefined) return { kind: 'create' }
  switch ((stackStatuses as Readonly<Record<string, Rule>>)[status]) {
    case 'create':
    case 'review':
      return { kind: 'create' }
    case 'update':
      return { kind: 'update' }
    case 'wait':
      return { kind: 'wait' }
    case 'repair':
      if (policy.disableRollback) return { kind: 'update' }
      return refusal(
        'stack-failed',
        `stack ${name} is in ${status}: an operation without rollback failed and kept what it had created`,
        next`${commandLine`aws cloudformation rollback-stack --stack-name ${name}`}, or repair it with ${input('disable-rollback')}`,
      )
    case 'recreate':
      if (policy.recreate) return { kind: 'recreate' }
      return refusal(
        'stack-failed',
        `stack ${name} is in ${status}: its creation failed, and it can only be deleted`,
        next`run again with ${input('recreate')}, or delete it: ${commandLine`aws cloudformation delete-stack --stack-name ${name}`}`,
      )
    case 'continue-rollback':
      if (policy.recover) return { kind: 'continue-rollback' }
      return refusal(
        'stack-stuck',
        `stack ${name} is in ${status}: its rollback failed, and the rollback must finish first`,
        next`fix what stopped the rollback, then run again with ${input('recover')}, and with ${input('skip-resources')} for what cannot be fixed`,
      )
    case 'delete-failed':
      return refusal(
        'stack-stuck',
        `stack ${name} is in ${status}: a deletion did not finish`,
        commandText`finish it: aws cloudformation delete-stack --stack-name ${name} --retain-resources <those that refuse>`,
      )
    case 'import-stuck':
      return refusal(
        'stack-stuck',
        `stack ${name} is in ${status}: the rollback of an import failed`,
        `see "Troubleshoot import operations" in the CloudFormation user guide; nothing was changed`,
      )
    default:
      return refusal(
        'stack-stuck',
        `stack ${name} is in ${status}, which this version does not know`,
        'nothing was changed; use a newer version',
      )
  }
}

function refusal(reason: 'stack-failed' | 'stack-stuck', message: string, hint: Text): StackAction {
  return { kind: 'refuse', error: new StageError(reason, message, { hint }) }
}

/**
 * Refuses to make only a plan when the stack must be repaired first, because a repair is a change.
 * @throws StageError `stack-failed`, `stack-stuck`
 */
export function refuseRecovery(action: StackAction['kind'], stack: Pick<Stack, 'name' | 'status'> | undefined): void {
  if (action !== 'recreate' && action !== 'continue-rollback') return
  const [reason, what, name] =
    action === 'recreate'
      ? (['stack-failed', 'deleted', 'recreate'] as const)
      : (['stack-stuck', 'rolled back completely', 'recover'] as const)
  throw new StageError(
    reason,
    `stack ${stack?.name} is in ${stack?.status}: it must be ${what} first, and a run that only plans changes nothing`,
    {
      hint: next`run with ${input(name)} and without a plan, or repair the stack by hand and then plan`,
    },
  )
}
