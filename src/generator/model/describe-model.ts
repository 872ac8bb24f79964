import { countOf } from '../../core/text/count-of.ts'
import type { Model } from './types/model.ts'

/** The contents of a model, in one line: `3 commands · 2 aggregates · 4 events · 4 views · 3 scenarios`. */
export function describeModel({ commands, aggregates, views, scenarios }: Model): string {
  const events = aggregates.flatMap((aggregate) => aggregate.events)
  return Object.entries({ command: commands, aggregate: aggregates, event: events, view: views, scenario: scenarios })
    .map(([noun, { length }]) => countOf(length, noun))
    .join(' · ')
}
