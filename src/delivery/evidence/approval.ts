import { z } from 'zod'
import { digestSchema, originSchema } from './origin.ts'

/** Predicate type of an approval. */
export const approvalType = 'urn:liftlock:approval:v1'

/** Who approved a plan. */
export const approvalSchema = originSchema.extend({
  stage: z.literal('approval'),
  /** Full fingerprint of the approved plan. */
  plan: digestSchema,
  /** Null when nobody is named. */
  approvedBy: z.string().nullable(),
})
