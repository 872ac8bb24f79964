import { objectLimits } from '../../core/object-limits.ts'
import type { Context } from '../../core/run/context.ts'
import { StageError } from '../../core/run/stage-error.ts'
import { planLimits } from '../documents/limits.ts'
import { readJson } from '../documents/read-json.ts'
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
        const object = await objects.read(bucket, keyOf(fingerprint), objectLimits.plan)
        return object && parsePlan(new TextDecoder().decode(object.body), fingerprint)
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

/** A plan that was kept; undefined for what is no plan of this fingerprint, which is made anew of all that it says. */
export function parsePlan(text: string, fingerprint: string): FingerprintedPlan | undefined {
  try {
    const { fingerprint: _, ...plan } = readJson(text, planLimits) as FingerprintedPlan
    const read = fingerprinted(plan)
    return read.fingerprint === fingerprint && read.formatVersion === 2 ? read : undefined
  } catch {
    return undefined
  }
}

function isDenied(error: unknown): boolean {
  return error instanceof StageError && error.reason === 'access-denied'
}
