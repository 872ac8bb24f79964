import { z } from 'zod'
import { digestSchema, originSchema } from './origin.ts'

/** Predicate type of an approval. */
export const approvalType = 'urn:liftlock:approval:v1'

/** Who let a plan pass. */
export const approvalSchema = originSchema.extend({
  stage: z.literal('approval'),
  /** Fingerprint of the plan that was approved, in full. */
  plan: digestSchema,
  /** Null where nobody is named. */
  approvedBy: z.string().nullable(),
})
