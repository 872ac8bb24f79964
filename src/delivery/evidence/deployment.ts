import { z } from 'zod'
import { digestSchema, originSchema } from './origin.ts'

/** Predicate type of a deployment that ended well. */
export const deploymentType = 'urn:liftlock:deployment:v1'

/** A deployment that ended well. */
export const deploymentSchema = originSchema.extend({
  stage: z.literal('deploy'),
  parametersDigest: digestSchema,
  /** Fingerprint of the plan that was executed; null when nothing changed. */
  plan: digestSchema.nullable(),
  /** `deployedAt` of the environment's record that says the same. */
  deployedAt: z.string(),
})

export type DeploymentPredicate = z.output<typeof deploymentSchema>
