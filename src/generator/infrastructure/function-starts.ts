import type { TriggerSource } from '../model/types/trigger.ts'

/** What calls a function. */
export type Start =
  | { readonly kind: 'events'; readonly events: readonly BusEvent[]; readonly schedules: readonly string[] }
  /** New items of the Outbox of this kind. */
  | { readonly kind: 'outbox'; readonly item: 'event' | 'snapshot' }
  /** Messages of the queue `Undelivered`. */
  | { readonly kind: 'undelivered' }
  | { readonly kind: 'api' }
  /** New files of the application's bucket below this folder. */
  | { readonly kind: 'files'; readonly folder: string }
  | { readonly kind: 'deployment' }

export interface BusEvent {
  readonly source: string
  readonly type: string
}

/** Each event once; `Source` and `DetailType` as on the bus. */
export function startsOf(sources: readonly TriggerSource[]): Start {
  const events = new Map<string, BusEvent>()
  const schedules = new Set<string>()
  for (const source of sources) {
    if (source.kind === 'schedule') schedules.add(source.expression)
    else {
      const event = busEvent(source)
      events.set(`${event.source}\n${event.type}`, event)
    }
  }
  return { kind: 'events', events: [...events.values()], schedules: [...schedules] }
}

function busEvent(source: Exclude<TriggerSource, { kind: 'schedule' }>): BusEvent {
  switch (source.kind) {
    case 'command':
      return { source: 'command', type: source.command.name }
    case 'after-deployment':
      return { source: 'deployment', type: '@afterDeployment' }
    case 'event':
      return {
        source: source.aggregate
          ? `domain.${source.aggregate.subDomain}.${source.aggregate.name}`
          : source.event.source,
        type: source.event.name,
      }
  }
}
