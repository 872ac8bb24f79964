import type { StackEvent } from '../../core/ports/stacks.ts'
import type { PatientStacks } from '../retry/patient-stacks.ts'
import { type UsualSeconds, usualSeconds } from './durations.ts'
import { isOfStack } from './operation.ts'

/** The newest events of a stack, and what they show. */
export interface StackHistory {
  /** Id of the newest event. */
  readonly newest: string | undefined
  /** When that was, ISO 8601, UTC. */
  readonly newestTime: string | undefined
  /** Token of the newest operation; a running operation is the newest. */
  readonly token: string | undefined
  readonly usual: UsualSeconds
  /** Id of the newest event outside of the operation, when it is among the events that were read. */
  before(token: string): string | undefined
}

/** How many events are read: one page. */
const page = 100

/** @returns an empty history for a stack that was deleted or never existed */
export async function readHistory(stacks: Pick<PatientStacks, 'newestEvents'>, stackId: string): Promise<StackHistory> {
  return historyOf(await stacks.newestEvents(stackId, page))
}

/** @param events newest first */
function historyOf(events: readonly StackEvent[]): StackHistory {
  return {
    newest: events[0]?.id,
    newestTime: events[0]?.time,
    token: events.find((event) => isOfStack(event))?.token,
    usual: usualSeconds(events),
    before(token) {
      const ours = events.findLastIndex((event) => event.token === token)
      return events[ours + 1]?.id
    },
  }
}

/** The history of a stack that does not exist yet. */
export const noHistory: StackHistory = historyOf([])
