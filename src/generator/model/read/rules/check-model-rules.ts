import type { Aggregate } from '../../types/aggregate.ts'
import type { Model } from '../../types/model.ts'
import type { Findings } from '../reader/findings.ts'

/** Checks the rules that need the whole model (V-15, V-16, V-21, V-31, V-33). */
export function checkModelRules(model: Model, findings: Findings): void {
  const { aggregates, notifiers, commands } = model
  const triggers = [...aggregates.flatMap(({ flows }) => flows), ...notifiers].flatMap(
    (subscriber) => subscriber.triggers,
  )
  const subscribed = new Set(triggers.flatMap(({ source }) => (source.kind === 'command' ? [source.command.name] : [])))
  for (const { name, place } of commands) {
    if (!subscribed.has(name)) findings.warning('V-16', place, `nothing reacts to command ${name}`)
  }
  for (const aggregate of aggregates) checkAggregate(aggregate, findings)
}

function checkAggregate({ name, place, businessKey, events, handlers, flows }: Aggregate, findings: Findings): void {
  if (events.length === 0) findings.warning('V-33', place, `aggregate ${name} has no event`)
  if (flows.length === 0) findings.warning('V-33', place, `aggregate ${name} has no behavior flow`)
  const emitted = new Set(
    flows.flatMap(({ processors }) =>
      processors.flatMap((step) => (step.kind === 'emit-event' ? [step.event.name] : [])),
    ),
  )
  for (const event of events) {
    if (!emitted.has(event.name)) findings.warning('V-16', event.place, `no flow emits event ${event.name}`)
    if (!handlers.some((handler) => handler.event === event))
      findings.warning('V-16', event.place, `event ${event.name} has no handler, so it changes nothing`)
  }
  const setsKey = handlers.some(({ change }) =>
    change.kind === 'code'
      ? change.code.text.includes(`self.${businessKey}`)
      : change.mappings.some(({ target }) => target.name === businessKey),
  )
  if (businessKey !== undefined && handlers.length > 0 && !setsKey) {
    findings.warning('V-15', place, `no handler of aggregate ${name} sets its business key ${businessKey}`)
  }
  for (const flow of flows) {
    for (const trigger of flow.triggers) {
      const other = flows.find(
        (candidate) =>
          candidate.name < flow.name &&
          candidate.triggers.some(({ source }) => sourceName(source) === sourceName(trigger.source)),
      )
      if (other !== undefined)
        findings.warning(
          'V-21',
          trigger.place,
          `flow ${other.name} of ${name} reacts to ${sourceName(trigger.source)} too`,
        )
    }
  }
}

function sourceName(source: Aggregate['flows'][number]['triggers'][number]['source']): string {
  return source.kind === 'command' ? source.command.name : source.kind === 'event' ? source.event.name : source.kind
}
