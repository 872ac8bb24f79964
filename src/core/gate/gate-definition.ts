import { z } from 'zod'
import { activity, place } from './gate-activity.ts'

/**
 * The content of `gate.json`: everything that the quality gate reads from an application. The file is sealed in the
 * release. The generator writes it from a model; an application without a model may have its own. Unknown members are
 * refused, so that a misspelt member is not ignored. Section numbers refer to docs/model-format.md.
 */
export const gateDefinition = z.strictObject({
  format: z.literal('liftlock-gate'),
  version: z.literal(1),
  application: z.string().min(1),
  /** Names of the stack outputs with the addresses and ids that the gate needs. */
  outputs: z.strictObject({
    endpoint: z.string(),
    apiKey: z.string().exactOptional(),
    userPoolId: z.string().exactOptional(),
    userPoolClientId: z.string().exactOptional(),
    eventBus: z.string().exactOptional(),
  }),
  /** The GraphQL document that answers the traces of `$correlationId`, and the dotted path of their list. */
  traces: z.strictObject({ document: z.string(), path: z.string() }).exactOptional(),
  /** Components that react to a deployment; the gate waits until each has finished (model format 10.1). */
  afterDeployment: z.array(z.strictObject({ component: z.string(), place })),
  /** What is removed before the scenarios run (model format 4.1). */
  cleaning: z.strictObject({
    tables: z.array(z.strictObject({ logicalId: z.string(), why: z.string() })),
    /** Removes the groups of test users. */
    users: z.boolean(),
    /** Groups that stay although they are empty. */
    keepGroups: z.array(z.string()),
    /** False if the groups that a deployment creates cannot be known. */
    removeEmptyGroups: z.boolean(),
  }),
  /** Percentages that must be reached; `queries` is stricter than the model's own rule (model format 13.6). */
  thresholds: z.strictObject({
    events: z.number().min(0).max(100),
    views: z.number().min(0).max(100),
    queries: z.number().min(0).max(100).exactOptional(),
  }),
  /** The events that count for coverage; `source` is their source on the bus. */
  events: z.array(z.strictObject({ name: z.string(), source: z.string(), place })),
  /** The views that count for coverage: those with a query. */
  views: z.array(
    z.strictObject({ name: z.string(), place, queries: z.array(z.strictObject({ path: z.string(), place })) }),
  ),
  /** Queries appear in the report beside the coverage, without counting in it. */
  projections: z.array(z.strictObject({ name: z.string(), path: z.string(), place })),
  scenarios: z.array(
    z.strictObject({ name: z.string().min(1), place, extends: z.array(z.string()), activities: z.array(activity) }),
  ),
})

export type GateDefinition = z.output<typeof gateDefinition>
export type GateScenario = GateDefinition['scenarios'][number]
