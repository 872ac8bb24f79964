import { z } from 'zod'
import { parseOptionalRecord } from '../../core/documents/stored-record.ts'
import { objectLimits } from '../../core/object-limits.ts'
import type { Context } from '../../core/run/context.ts'
import { StageError } from '../../core/run/stage-error.ts'
import { planLimits } from '../documents/limits.ts'
import type { ArtifactBucket } from '../release/release-keys.ts'
import { fingerprinted } from './build-plan.ts'
import type { FingerprintedPlan } from './plan.ts'

/** Keeps plans between the run that makes one and the run that executes it, to show what changed in between. */
export interface PlanStore {
  keep(plan: FingerprintedPlan): Promise<void>
  /** The plan with this fingerprint, all 64 digits; undefined when it is unknown or another plan was stored. */
  find(fingerprint: string): Promise<FingerprintedPlan | undefined>
}

/**
 * Keeps plans in the environment's bucket. Each is named by its fingerprint and checked against it when read. A role
 * that may not write there can still make plans; later runs then cannot show the difference.
 */
export function plansIn({ objects, bucket }: ArtifactBucket, { report }: Pick<Context, 'report'>): PlanStore {
  return {
    async keep(plan) {
      const body = new TextEncoder().encode(`${JSON.stringify(plan, undefined, 2)}\n`)
      try {
        await objects.create(bucket, keyOf(plan.fingerprint), body, { contentType: 'application/json' })
      } catch (error) {
        if (!isDenied(error)) throw error
        report({
          kind: 'note',
          text: `the plan was not stored in ${bucket}: this role has no right to write to plans/`,
        })
      }
    },
    async find(fingerprint) {
      try {
        const key = keyOf(fingerprint)
        const object = await objects.read(bucket, key, objectLimits.plan)
        return object && parsePlan(object.body, fingerprint, `s3://${bucket}/${key}`, report)
      } catch (error) {
        if (!isDenied(error)) throw error
        return undefined
      }
    },
  }
}

function keyOf(fingerprint: string): string {
  return `plans/sha256/${fingerprint}.json`
}

/** The members that every plan has; all further members are part of its fingerprint too. */
const planSchema = z.looseObject({
  formatVersion: z.literal(2),
  stack: z.string(),
  templateDigest: z.string(),
  parametersDigest: z.string(),
  terminationProtection: z.boolean(),
  changes: z.array(
    z.looseObject({
      effect: z.string(),
      resource: z.string(),
      type: z.string(),
      properties: z.array(z.string()),
      because: z.array(z.string()),
      risks: z.array(z.looseObject({ label: z.string(), text: z.string() })),
    }),
  ),
})

/**
 * Reads a stored plan. It only serves to show what changed since, so a damaged plan stops nothing and gives a warning.
 * @param name for messages
 * @returns undefined when the text is not a plan with this fingerprint
 */
export function parsePlan(
  content: Uint8Array | string,
  fingerprint: string,
  name: string,
  report: Context['report'],
): FingerprintedPlan | undefined {
  const stored = { name, reason: 'file-unreadable', hint: undefined, limits: planLimits } as const
  const read = parseOptionalRecord(content, planSchema, stored, ({ message }) =>
    report({ kind: 'warning', text: `${message}; what has changed since this plan cannot be shown` }),
  )
  if (read === undefined) return undefined
  const { fingerprint: _, review: __, ...said } = read as unknown as FingerprintedPlan & { readonly review?: unknown }
  const plan = fingerprinted(said)
  return plan.fingerprint === fingerprint ? plan : undefined
}

function isDenied(error: unknown): boolean {
  return error instanceof StageError && error.reason === 'access-denied'
}
