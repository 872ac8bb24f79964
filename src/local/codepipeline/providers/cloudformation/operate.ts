import { isPassing } from '../../../../aws/pipeline-actions/passing-errors.ts'
import type { Stack, StackEvent } from '../../../../aws/pipeline-actions/stack-operations.ts'
import { serviceCode } from '../../../../aws/service-errors.ts'
import { ActionFailure } from '../shared/action-failure.ts'
import { stackIsBusy } from '../shared/decisions.ts'
import { polled } from '../shared/patiently.ts'
import { type Checkpoint, checkpointOf, keep, type StackAction } from './stack-action.ts'

/** How long CloudFormation may give no answer to a request before the action fails. */
const limitMilliseconds = 5 * 60_000

/** An operation of CloudFormation that is sent once, also over a restart. */
export interface Operation extends Pick<Checkpoint, 'step' | 'stack' | 'changeSet'> {
  /** Sends the request. @returns the ARN of the stack; undefined when there is nothing to do */
  send(token: string): Promise<string | undefined>
}

/** How an operation ended. */
export type Operated = Stack | 'nothing-to-do' | 'gone'

/**
 * Sends a request, and follows the stack to the end of the operation. What is sent has a token of this run of the action:
 * a request that was taken before a restart, or whose answer was lost, is found by it and never sent again.
 */
export async function operate(action: StackAction, operation: Operation): Promise<Operated> {
  const known = checkpointOf(action)
  const resumed = known?.step === operation.step
  const stack = resumed && known.taken ? known.stack : await begin(action, operation, resumed)
  return stack === undefined ? 'nothing-to-do' : await followed(action, stack)
}

async function begin(action: StackAction, operation: Operation, resumed: boolean): Promise<string | undefined> {
  const { order, work } = action
  const { step, stack, changeSet } = operation
  const token = `${work.id}-${step}`
  const kept: Checkpoint = { step, stack, ...(changeSet !== undefined && { changeSet }) }
  if (!resumed) keep(action, kept)
  const taken = (id: string) => {
    keep(action, { ...kept, stack: id, taken: true })
    return id
  }
  const limit = order.now() + limitMilliseconds
  for (let again = resumed; ; again = true) {
    try {
      const id = again ? await alreadyTaken(action, stack, token) : undefined
      if (id !== undefined) return taken(id)
      const sent = await operation.send(token)
      return sent === undefined ? undefined : taken(sent)
    } catch (error) {
      if (serviceCode(error)?.startsWith('AlreadyExists')) {
        const id = await alreadyTaken(action, stack, token)
        if (id !== undefined) return taken(id)
      }
      if (!isPassing(error) || order.now() >= limit) throw error
      await order.until(order.now() + 2_000)
    }
  }
}

/** The ARN of the stack that has events of this token. */
async function alreadyTaken({ service }: StackAction, stack: string, token: string): Promise<string | undefined> {
  const events = await service.eventsOf(stack, token)
  return events.length === 0 ? undefined : ((await service.find(stack))?.id ?? stack)
}

/** Waits until no operation runs on a stack. */
async function followed({ order, stacks }: StackAction, id: string): Promise<Stack | 'gone'> {
  return await polled(order, async () => {
    const stack = await stacks.find(id)
    if (stack === undefined) return 'gone'
    return stackIsBusy(stack.status) ? undefined : stack
  })
}

const good = ['CREATE_COMPLETE', 'UPDATE_COMPLETE', 'IMPORT_COMPLETE']

/**
 * The stack, when its operation ended well.
 * @throws ActionFailure that names the first resource that failed, if the role may read the events
 */
export async function endedWell(action: StackAction, step: Checkpoint['step'], end: Stack | 'gone'): Promise<Stack> {
  if (end === 'gone') throw new ActionFailure('JobFailed', 'The stack was deleted while the action worked on it.')
  if (good.includes(end.status)) return end
  throw await failureOf(action, step, end)
}

/** What made a stack end badly. */
export async function failureOf(action: StackAction, step: Checkpoint['step'], stack: Stack): Promise<ActionFailure> {
  const cause = await firstFailure(action, stack, `${action.work.id}-${step}`)
  const why = cause === undefined ? (stack.reason ?? '') : `${cause.resource}: ${cause.reason ?? cause.status}`
  const end = why === '' ? '' : ` ${why}`
  return new ActionFailure('JobFailed', `The stack ${stack.name} ended as ${stack.status}.${end}`)
}

/** The guide says that without the right to read events, the message has no resource. */
async function firstFailure(
  { stacks }: StackAction,
  { id, name }: Stack,
  token: string,
): Promise<StackEvent | undefined> {
  try {
    const events = await stacks.eventsOf(id, token)
    const failed = events.filter(({ status, resource }) => status.endsWith('_FAILED') && resource !== name)
    return failed.find(({ reason }) => !/cancelled/i.test(reason ?? '')) ?? failed[0]
  } catch {
    return undefined
  }
}
