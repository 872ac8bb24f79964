import { z } from 'zod'

/**
 * Everything that the quality gate reads of an application: the text of `gate.json`, which is sealed in the release.
 * The generator writes it from a model; an application without a model may bring its own. Unknown members are refused,
 * so that a misspelt one is not silently without effect. Section numbers are those of docs/model-format.md.
 */
export const gateDefinition = z.strictObject({
  format: z.literal('liftlock-gate'),
  version: z.literal(1),
  application: z.string().min(1),
  /** Names of the stack's outputs that say where things are. Only `endpoint` is always needed. */
  outputs: z.strictObject({
    endpoint: z.string(),
    apiKey: z.string().optional(),
    userPoolId: z.string().optional(),
    userPoolClientId: z.string().optional(),
    eventBus: z.string().optional(),
  }),
  /** GraphQL document that answers the traces of `$correlationId`, and the path of the list in its data. */
  traces: z.strictObject({ document: z.string(), path: z.string() }).optional(),
  /** Components that answer a deployment; the gate waits for the end of each (10.1). */
  afterDeployment: z.array(
    z.strictObject({
      component: z.string(),
      get place() {
        return place
      },
    }),
  ),
  /** What is removed before the scenarios run (4.1). Tables by logical id. */
  cleaning: z.strictObject({
    tables: z.array(z.strictObject({ logicalId: z.string(), why: z.string() })),
    users: z.boolean(),
    /** Groups that stay although nobody is left in them. */
    keepGroups: z.array(z.string()),
    /** False when it cannot be known which groups a deployment makes. */
    removeEmptyGroups: z.boolean(),
  }),
  /** Percentages that must be reached; `queries` is stricter than the model's own rule (13.6). */
  thresholds: z.strictObject({
    events: z.number().min(0).max(100),
    views: z.number().min(0).max(100),
    queries: z.number().min(0).max(100).optional(),
  }),
  /** Denominators of the coverage (13.6). */
  events: z.array(
    z.strictObject({
      name: z.string(),
      source: z.string(),
      get place() {
        return place
      },
    }),
  ),
  views: z.array(
    z.strictObject({
      name: z.string(),
      get place() {
        return place
      },
      queries: z.array(
        z.strictObject({
          path: z.string(),
          get place() {
            return place
          },
        }),
      ),
    }),
  ),
  projections: z.array(
    z.strictObject({
      name: z.string(),
      path: z.string(),
      get place() {
        return place
      },
    }),
  ),
  scenarios: z.array(
    z.strictObject({
      name: z.string().min(1),
      get place() {
        return place
      },
      extends: z.array(z.string()),
      get activities() {
        return z.array(activity)
      },
    }),
  ),
})
