import type { StackEvent, Stacks } from '../../core/ports/stacks.ts'
import type { CallBudget } from './call-budget.ts'
import { isTransient, type Patient } from './transient.ts'

/**
 * Stacks whose calls are repeated while their failures are transient. Two members are called once, because their
 * callers look at the stack after a failure: `events`, for those who follow an operation, and `executeChangeSet`.
 */
export interface PatientStacks extends Stacks {
  /** The newest events of a stack, newest first, at most as many as `most`. */
  newestEvents(stackId: string, most: number): Promise<readonly StackEvent[]>
}

/** Makes every call of the stacks patient, within the budget that all deployments share. */
export function patientStacks(
  stacks: Stacks,
  patient: Patient,
  { budget, signal }: { readonly budget: CallBudget; readonly signal: AbortSignal },
): PatientStacks {
  return {
    all: () => patient(() => stacks.all()),
    find: (nameOrId) => patient(() => stacks.find(nameOrId)),
    createChangeSet: (request, token) => patient(() => stacks.createChangeSet(request, token)),
    findChangeSet: (stack, nameOrId, values) => patient(() => stacks.findChangeSet(stack, nameOrId, values)),
    deleteChangeSet: (stack, nameOrId) => patient(() => stacks.deleteChangeSet(stack, nameOrId)),
    listChangeSets: (stack) => patient(() => stacks.listChangeSets(stack)),
    validationFailures: (changeSetId) => patient(() => stacks.validationFailures(changeSetId)),
    readTemplate: (stack, changeSet, stage) => patient(() => stacks.readTemplate(stack, changeSet, stage)),
    resources: (stack) => patient(() => stacks.resources(stack)),
    delete: (stack, token) => patient(() => stacks.delete(stack, token)),
    continueRollback: (options) => patient(() => stacks.continueRollback(options)),
    setTerminationProtection: (stack, enabled) => patient(() => stacks.setTerminationProtection(stack, enabled)),
    newestEvents: (stackId, most) => patient(() => newest(stacks.events(stackId), most)),
    events: (stackId, after) => stacks.events(stackId, after),
    async executeChangeSet(options) {
      await budget.take(signal)
      try {
        await stacks.executeChangeSet(options)
      } catch (error) {
        if (isTransient(error) && error.reason === 'throttled') budget.throttled()
        throw error
      }
    },
  }
}

async function newest(events: AsyncIterable<StackEvent>, most: number): Promise<readonly StackEvent[]> {
  const read: StackEvent[] = []
  for await (const event of events) {
    read.push(event)
    if (read.length === most) break
  }
  return read
}
