import type { FilePosition } from '../../../../core/run/report.ts'
import type { Aggregate } from '../../types/aggregate.ts'
import type { Command } from '../../types/command.ts'
import type { Notifier } from '../../types/notifier.ts'
import type { Step } from '../../types/scenario.ts'
import type { Projection, View } from '../../types/view.ts'
import { takesUploads, uploadCommand } from '../../uploads.ts'

/** The query or projection that a `query` activity runs. */
export type QueryTarget = (Step & { kind: 'query' })['target']

/** The elements that activities of scenarios may name, by that name. */
export interface ScenarioTargets {
  readonly views: ReadonlyMap<string, View>
  /** Methods by `<Namespace>.<method>`. */
  readonly mutations: ReadonlyMap<string, Command>
  readonly queries: ReadonlyMap<string, QueryTarget>
  /** Names in track and trace: `<SubDomain>.<Aggregate>.<Flow>` and `<Notifier>-Notifier`. */
  readonly components: ReadonlySet<string>
  /** Other spellings of these that are accepted (decision D-53). */
  readonly otherComponents: ReadonlySet<string>
}

export function scenarioTargets(model: {
  readonly commands: Iterable<Command>
  readonly aggregates: readonly Aggregate[]
  readonly notifiers: readonly Notifier[]
  readonly views: readonly View[]
  readonly projections: readonly Projection[]
  readonly place: FilePosition
}): ScenarioTargets {
  const { commands, aggregates, notifiers, views, projections } = model
  const flows = aggregates.flatMap(({ subDomain, name, flows: own }) =>
    own.map((flow) => ({ subDomain, short: `${name}.${flow.name}` })),
  )
  const uploads = takesUploads(model) ? [uploadCommand(model.place)] : []
  const queries = new Map<string, QueryTarget>()
  for (const projection of projections) queries.set(pathOf(projection), { kind: 'projection', projection })
  for (const view of views)
    for (const query of view.queries) queries.set(pathOf(query), { kind: 'view', view: view.name, query })
  return {
    views: new Map(views.map((view) => [view.name, view])),
    mutations: new Map([...commands, ...uploads].map((command) => [pathOf(command), command])),
    queries,
    components: new Set([
      ...flows.map(({ subDomain, short }) => `${subDomain}.${short}`),
      ...notifiers.map(({ name }) => `${name}-Notifier`),
    ]),
    otherComponents: new Set([...flows.map(({ short }) => short), ...notifiers.map(({ name }) => `Notifier-${name}`)]),
  }
}

function pathOf({ namespace, method }: { readonly namespace: readonly string[]; readonly method: string }): string {
  return [...namespace, method].join('.')
}
