import { z } from 'zod'
import { parseOptionalRecord } from '../../core/documents/stored-record.ts'
import { objectLimits } from '../../core/object-limits.ts'
import type { Context } from '../../core/run/context.ts'
import { StageError } from '../../core/run/stage-error.ts'
import { planLimits } from '../documents/limits.ts'
import type { ArtifactBucket } from '../release/release-keys.ts'
import { fingerprinted } from './build-plan.ts'
import type { FingerprintedPlan } from './plan.ts'

/** Plans between the run that makes one and the run that executes it, so that a difference can be shown. */
export interface PlanStore {
  keep(plan: FingerprintedPlan): Promise<void>
  /** The plan with this fingerprint, all 64 digits; undefined when it is not known, or what is kept is another one. */
  find(fingerprint: string): Promise<FingerprintedPlan | undefined>
}

/**
 * Plans in the environment's bucket, each named by its own fingerprint and checked against it when read. A role that may not write
 * there still makes plans; only their difference from a later one cannot be shown.
 */
export function plansIn({ objects, bucket }: ArtifactBucket, { report }: Pick<Context, 'report'>): PlanStore {
  return {
    async keep(plan) {
      const body = new TextEncoder().encode(`${JSON.stringify(plan, undefined, 2)}\n`)
      try {
        await objects.create(bucket, keyOf(plan.fingerprint), body, { contentType: 'application/json' })
      } catch (error) {
        if (!isDenied(error)) throw error
        report({ kind: 'note', text: `the plan is not kept in ${bucket}: this role may not write plans/ there` })
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

/** What a plan has at least; all that it says is part of its fingerprint. */
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
 * A plan that was kept, made anew of all that it says. It only shows what has changed since, so one that is damaged stops nothing: a
 * warning names it.
 * @param name for messages
 * @returns undefined for what is not a plan of this fingerprint
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
  const { fingerprint: _, ...said } = read as unknown as FingerprintedPlan
  const plan = fingerprinted(said)
  return plan.fingerprint === fingerprint ? plan : undefined
}

function isDenied(error: unknown): boolean {
  return error instanceof StageError && error.reason === 'access-denied'
}
