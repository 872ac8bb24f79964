import { z } from 'zod'

/** Names with what is said of each, in words; sorted by name. */
const said = z.record(z.string(), z.string())

/**
 * The content of `model.json`: what an application offers and keeps, as its model says it, without its code. It is sealed
 * in the release, so that the plan of the next release can say what differs. Equal models give equal bytes.
 */
export const modelSummary = z.strictObject({
  format: z.literal('liftlock-model'),
  version: z.literal(1),
  application: z.string().min(1),
  /** Roles that users may have. */
  roles: z.array(z.string()),
  /** Commands by their place in the API, such as `Garage.open`. */
  commands: z.record(z.string(), z.strictObject({ access: z.string(), inputs: said })),
  /** Events by sub-domain, aggregate and name. */
  events: z.record(z.string(), z.strictObject({ fields: said })),
  /** Aggregates by sub-domain and name; the fields of a collection follow its name and a dot. */
  aggregates: z.record(z.string(), z.strictObject({ settings: said, fields: said, flows: said })),
  /** Views by name. */
  views: z.record(z.string(), z.strictObject({ settings: said, fields: said, relations: said })),
  /** What clients may read, by its place in the API. */
  queries: z.record(z.string(), z.strictObject({ access: z.string(), gives: z.string(), inputs: said })),
  /** Notifiers by name, with what starts them. */
  notifiers: z.record(z.string(), z.strictObject({ triggers: z.array(z.string()) })),
  /** Tables by logical id: keys and indexes. */
  tables: z.record(z.string(), z.strictObject({ key: z.string(), indexes: said })),
})

export type ModelSummary = z.output<typeof modelSummary>

/** The parts of a summary that have named elements. */
export const summaryParts = [
  'commands',
  'events',
  'aggregates',
  'views',
  'queries',
  'notifiers',
  'tables',
] as const satisfies readonly (keyof ModelSummary)[]

export type SummaryPart = (typeof summaryParts)[number]
