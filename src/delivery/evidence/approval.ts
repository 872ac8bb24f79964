import { z } from 'zod'
import { digestSchema, originSchema } from './origin.ts'

/** Predicate type of an approval. */
export const approvalType = 'urn:liftlock:approval:v1'

/** Who approved a plan, or what let it in. */
export const approvalSchema = originSchema.extend({
  stage: z.literal('approval'),
  /** Full fingerprint of the approved plan. */
  plan: digestSchema,
  /** Null when nobody is named. */
  approvedBy: z.string().nullable(),
  /** Of a rollback that a policy let in, so that nobody approved it. */
  rollback: z
    .object({
      policy: z.literal('rollback-without-approval'),
      /** The release that ran before, and the run that brought it; null when somebody asked for the rollback. */
      from: z.object({ release: digestSchema, run: z.string().min(1) }).nullable(),
    })
    .optional(),
})

/** A rollback that a policy let in. */
export type UnapprovedRollback = NonNullable<z.output<typeof approvalSchema>['rollback']>
