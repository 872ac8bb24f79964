import { z } from 'zod'
import { parseRecord, unreadable } from '../../core/documents/stored-record.ts'
import { objectLimits } from '../../core/object-limits.ts'
import { bucketRecord } from '../bucket-record.ts'
import { canonicalJson } from '../canonical-json.ts'
import type { ArtifactBucket } from '../release/release-keys.ts'

/** The lease of one application in one environment, stored in the environment's own bucket. */
export interface LeasePlace extends ArtifactBucket {
  readonly application: string
  readonly environment: string
}

const holderSchema = z.object({
  /** Random; new each time a lease is taken. */
  id: z.string().min(1),
  host: z.string(),
  run: z.string(),
  actor: z.string().optional(),
  url: z.string().optional(),
  /** The purpose of the run, such as `promote 9f3a61c04e7b`. */
  purpose: z.string(),
  /** ISO 8601, UTC, by the holder's clock. For people only; never compared. */
  since: z.string(),
})

const mostFencing = Number.MAX_SAFE_INTEGER - 1
/** One day. Our leases live for half a minute; a far longer one would lock an environment with a single write. */
const mostSecondsToLive = 86_400

const leaseSchema = z.object({
  formatVersion: z.literal(1),
  application: z.string(),
  environment: z.string(),
  /** Grows with every holder and never falls. The next number must also be exact in JSON. */
  fencing: z.int().min(1).max(mostFencing),
  /** After seeing the lease unchanged for this time, another run may take it over. */
  secondsToLive: z.number().positive().max(mostSecondsToLive),
  /** Grows with every renewal, so that each renewal changes the tag of the object. */
  renewal: z.int().min(0).max(mostFencing),
  /** Null when the lease was given back. */
  holder: holderSchema.nullable(),
})

export type LeaseHolder = z.output<typeof holderSchema>

/** The content of `locks/<application>/<environment>.json`. */
export type LeaseRecord = z.output<typeof leaseSchema>

/** A lease that was read, with the tag that a change must present. */
export interface ReadLease {
  readonly lease: LeaseRecord
  readonly etag: string
}

/** @returns undefined before the first holder. @throws StageError `lease-unreadable` */
export async function readLease(place: LeasePlace): Promise<ReadLease | undefined> {
  const object = await place.objects.read(place.bucket, keyOf(place), objectLimits.record)
  if (object === undefined) return undefined
  const stored = bucketRecord('lease-unreadable', { bucket: place.bucket, key: keyOf(place) })
  const lease = parseRecord(object.body, leaseSchema, stored)
  const { application, environment } = place
  if (lease.application !== application || lease.environment !== environment)
    throw unreadable(
      stored,
      `is the lease of ${lease.environment} of ${lease.application}, not of ${environment} of ${application}`,
    )
  return { lease, etag: object.etag }
}

/**
 * The number of the next holder.
 * @throws StageError `lease-unreadable` when the number is higher than any deployment can have reached, and could not
 * be read back
 */
export function nextFencing(last: number, place: LeasePlace): number {
  if (last < mostFencing) return last + 1
  const stored = bucketRecord('lease-unreadable', { bucket: place.bucket, key: keyOf(place) })
  throw unreadable(stored, `would get a fencing number above ${mostFencing}, which no deployment can have reached`)
}

/** Writes by compare-and-swap with the tag that was read; undefined when there was no lease. */
export function writeLease(
  place: LeasePlace,
  lease: LeaseRecord,
  etag: string | undefined,
): Promise<'replaced' | 'changed'> {
  const body = new TextEncoder().encode(`${canonicalJson(lease)}\n`)
  return place.objects.replace(place.bucket, keyOf(place), body, etag)
}

function keyOf({ application, environment }: LeasePlace): string {
  return `locks/${application}/${environment}.json`
}
