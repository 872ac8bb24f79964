import { defined } from '../../../core/run/defined.ts'
import type { GateDefinition } from '../../../core/gate/gate-definition.ts'
import type { Coverage, CoverageItem, GateReport, ScenarioRecord } from '../report/gate-report.ts'
import type { ObservedEvents } from './observed-events.ts'

/**
 * The parts of the model that the scenarios reached (model format 13.6). Events count when they were seen on the bus,
 * views and queries when a query activity passed. The number by query is stricter than the model's rule and is shown
 * beside it.
 */
export function coverageOf(
  definition: GateDefinition,
  scenarios: readonly ScenarioRecord[],
  events: Pick<ObservedEvents, 'publishersOf'>,
): GateReport['coverage'] {
  const asked = queriesByPath(scenarios)
  const reached = (path: string) => asked.get(path) ?? []
  const { thresholds } = definition
  const known = new Set(scenarios.map(({ name }) => name))
  return {
    events: share(
      definition.events.map((event) => {
        const publishers = [...events.publishersOf(event)]
        const named = publishers.filter((name) => name !== undefined && known.has(name)) as string[]
        return {
          name: event.name,
          place: event.place,
          scenarios: named.sort(),
          elsewhere: publishers.includes(undefined),
        }
      }),
      thresholds.events,
    ),
    views: share(
      definition.views.map(({ name, place, queries }) => {
        const all = queries.flatMap(({ path }) => reached(path))
        return { name, place, scenarios: [...new Set(all)].sort(), elsewhere: false }
      }),
      thresholds.views,
    ),
    queries: share(
      definition.views.flatMap(({ name: view, queries }) =>
        queries.map(({ path, place }) => ({ name: path, place, scenarios: reached(path), elsewhere: false, view })),
      ),
      thresholds.queries,
    ),
    projections: share(
      definition.projections.map(({ path, place }) => ({
        name: path,
        place,
        scenarios: reached(path),
        elsewhere: false,
      })),
    ),
  }
}

/** Whether a coverage reaches its minimum; without a minimum it always does. */
export function suffices({ percent, minimum }: Coverage): boolean {
  return minimum === undefined || percent >= minimum
}

/** An empty list counts as fully covered (model format 13.6). */
function share(items: readonly CoverageItem[], minimum?: number): Coverage {
  const covered = items.filter(({ scenarios, elsewhere }) => scenarios.length > 0 || elsewhere).length
  const percent = items.length === 0 ? 100 : (100 * covered) / items.length
  return { covered, total: items.length, percent, ...defined({ minimum }), items }
}

function queriesByPath(scenarios: readonly ScenarioRecord[]): ReadonlyMap<string, string[]> {
  const asked = new Map<string, Set<string>>()
  for (const { name, activities } of scenarios)
    for (const { kind, title, status } of activities) {
      if (kind !== 'query' || status !== 'passed') continue
      const path = title.slice('query '.length)
      asked.set(path, (asked.get(path) ?? new Set()).add(name))
    }
  return new Map([...asked].map(([path, names]) => [path, [...names].sort()]))
}
