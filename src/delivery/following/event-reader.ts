import type { StackEvent, Stacks } from '../../core/ports/stacks.ts'
import { StageError } from '../../core/run/stage-error.ts'
import { isOfStack, type Operation } from './operation.ts'

/**
 * Returns each event of an operation once, oldest first, including nested stacks. A failed read loses nothing: pages
 * only count once all have arrived, and the next read returns them.
 */
export interface EventReader {
  read(): Promise<readonly StackEvent[]>
  /** The start of another operation after ours was requested. */
  readonly foreign: StackEvent | undefined
}

/**
 * Reads the events of an operation. Each `read` requests those of the stack and of its nested stacks that are still
 * running. A nested stack whose events may not be read is skipped, because only the outermost stack's events decide the
 * result.
 * @param onHidden called once for each nested stack that is skipped
 */
export function eventReader(
  stacks: Pick<Stacks, 'events'>,
  operation: Operation,
  onHidden: (stackId: string, denial: StageError) => void = () => {},
): EventReader {
  const seen = new Set<string>(operation.after === undefined ? [] : [operation.after])
  const nested = new Map<string, { readonly seen: Set<string>; running: boolean }>()
  const hidden = new Set<string>()
  let pending: StackEvent[] = []
  let start: string | undefined
  let foreign: StackEvent | undefined

  return {
    async read() {
      await readRoot()
      for (const [stackId, known] of nested)
        if (known.running && !hidden.has(stackId)) await readAllowed(stackId, known)
      const events = pending
      pending = []
      return events
    },
    get foreign() {
      return foreign
    },
  }

  async function readRoot(): Promise<void> {
    const found: StackEvent[] = []
    let others: StackEvent | undefined
    for await (const event of stacks.events(operation.stackId)) {
      if (seen.has(event.id)) break
      if (event.token === operation.token) found.push(event)
      else if (found.length > 0 && operation.after === undefined) break
      else if (isOfStack(event) && event.status.endsWith('_IN_PROGRESS')) others = event
    }
    foreign = others
    start ??= found.at(-1)?.time
    keep(found, seen)
  }

  async function readAllowed(stackId: string, known: Parameters<typeof readNested>[1]): Promise<void> {
    try {
      await readNested(stackId, known)
    } catch (error) {
      if (!(error instanceof StageError) || error.reason !== 'access-denied') throw error
      hidden.add(stackId)
      onHidden(stackId, error)
    }
  }

  async function readNested(stackId: string, known: { readonly seen: Set<string>; running: boolean }): Promise<void> {
    const found: StackEvent[] = []
    for await (const event of stacks.events(stackId)) {
      if (known.seen.has(event.id) || (start !== undefined && event.time < start)) break
      found.push(event)
      if (isOfStack(event) && /^(CREATE|UPDATE|DELETE)_IN_PROGRESS$/.test(event.status)) break
    }
    keep(found, known.seen)
    const last = found.find(isOfStack)
    if (last !== undefined) known.running = last.status.endsWith('_IN_PROGRESS')
  }

  function keep(newestFirst: StackEvent[], known: Set<string>): void {
    for (const event of newestFirst.reverse()) {
      known.add(event.id)
      pending.push(event)
      const id = event.physicalId
      if (event.type !== 'AWS::CloudFormation::Stack' || isOfStack(event) || !id?.startsWith('arn:')) continue
      if (event.status.endsWith('_IN_PROGRESS'))
        nested.set(id, { seen: nested.get(id)?.seen ?? new Set(), running: true })
    }
  }
}
