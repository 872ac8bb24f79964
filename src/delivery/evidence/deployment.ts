import { z } from 'zod'
import { digestSchema, originSchema } from './origin.ts'

/** Predicate type of a successful deployment. */
export const deploymentType = 'urn:liftlock:deployment:v1'

/** A successful deployment. */
export const deploymentSchema = originSchema.extend({
  stage: z.literal('deploy'),
  parametersDigest: digestSchema,
  /** Fingerprint of the plan that was executed; null when nothing changed. */
  plan: digestSchema.nullable(),
  /** `deployedAt` of the matching environment record. */
  deployedAt: z.string(),
})

export type DeploymentPredicate = z.output<typeof deploymentSchema>
