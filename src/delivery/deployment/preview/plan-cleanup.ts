import type { Stack } from '../../../core/ports/stacks.ts'
import { type PreviewSetting, pullRequestOfStack } from '../../environment/pull-requests/preview-schema.ts'

/** What is asked to be removed. */
export interface AskedCleanup {
  readonly application: string
  readonly setting: PreviewSetting
  /** Names of the stacks that environments of `liftlock.yml` have. */
  readonly environmentStacks: readonly string[]
  /** Undefined removes every stack whose time is over. */
  readonly pullRequest: number | undefined
  readonly now: Date
}

/** A stack of a pull request, and what becomes of it. */
export interface PlannedRemoval {
  readonly stack: Stack
  readonly number: number
  readonly action: 'remove' | 'keep'
  readonly reason: string
}

const dayMilliseconds = 24 * 60 * 60_000

/**
 * Which stacks of pull requests are removed. A stack counts as one only when its tag and its name agree. One that an
 * environment names, or that is protected from deletion, is kept: somebody wants its data.
 */
export function planCleanup(stacks: readonly Stack[], asked: AskedCleanup): readonly PlannedRemoval[] {
  const { application, setting, pullRequest } = asked
  return stacks.flatMap((stack): PlannedRemoval[] => {
    const number = pullRequestOfStack(stack, application, setting)
    if (number === undefined || (pullRequest !== undefined && number !== pullRequest)) return []
    return [{ stack, number, ...decided(stack, asked) }]
  })
}

function decided(
  { name, terminationProtection, status, changedAt }: Stack,
  { environmentStacks, pullRequest, setting, now }: AskedCleanup,
): Pick<PlannedRemoval, 'action' | 'reason'> {
  if (environmentStacks.includes(name)) return { action: 'keep', reason: 'an environment of liftlock.yml names it' }
  if (terminationProtection) return { action: 'keep', reason: 'it is protected from deletion' }
  if (status === 'DELETE_IN_PROGRESS') return { action: 'keep', reason: 'it is being deleted' }
  if (pullRequest !== undefined) return { action: 'remove', reason: 'its pull request is over' }
  if (changedAt === undefined) return { action: 'keep', reason: 'its age is unknown' }
  const days = (now.getTime() - Date.parse(changedAt)) / dayMilliseconds
  return days > setting.days
    ? { action: 'remove', reason: `its last deployment was ${Math.floor(days)} days ago` }
    : { action: 'keep', reason: `its last deployment was less than ${setting.days} days ago` }
}
