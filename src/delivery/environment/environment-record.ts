import { z } from 'zod'
import { parseRecord } from '../../core/documents/stored-record.ts'
import { objectLimits } from '../../core/object-limits.ts'
import type { Objects } from '../../core/ports/objects.ts'
import { StageError } from '../../core/run/stage-error.ts'
import { shortDigest } from '../../core/text/short-digest.ts'
import { bucketRecord } from '../bucket-record.ts'
import { digestSchema } from '../evidence/origin.ts'
import { refuseOtherRecord, stackOf } from './record-identity.ts'

const recordSchema = z.object({
  formatVersion: z.literal(1),
  application: z.string(),
  environment: z.string(),
  /** Digest of the release's manifest, hex. */
  release: digestSchema,
  /** The version that the deployment was asked for, if any; for people only. */
  version: z.string().optional(),
  /** Twelve digits. With the region, it is that of the stack; older records only have it in the stack's id. */
  account: z.string().optional(),
  region: z.string().optional(),
  stackId: z.string(),
  /** SHA-256 of the canonical form of the stack's parameters, hex. */
  parametersDigest: digestSchema,
  /** ISO 8601, UTC. */
  deployedAt: z.iso.datetime(),
  /** Fencing number of the lease that it was written under; a lower number is refused. */
  fencing: z.int().min(1).optional(),
  /** The evidence that the release satisfied, and whether it was signed. */
  evidence: z.array(z.object({ evidence: z.string(), key: z.string(), signature: z.string() })).optional(),
  /** Whether the evidence of this deployment is signed, and by whom. */
  signature: z.string().optional(),
})

/** The release that runs in an environment, stored in its bucket as `environments/<application>/<environment>.json`. */
export type EnvironmentRecord = z.output<typeof recordSchema> & { readonly account: string; readonly region: string }

export interface RecordAddress {
  readonly bucket: string
  readonly application: string
  readonly environment: string
}

/**
 * The record and its tag, which a change must present; undefined before the first deployment.
 * @throws StageError `record-unreadable` when it is damaged, or belongs to something else
 */
export async function findEnvironmentRecord(
  objects: Objects,
  address: RecordAddress,
): Promise<{ readonly record: EnvironmentRecord; readonly etag: string } | undefined> {
  const { bucket } = address
  const key = recordKey(address)
  const object = await objects.read(bucket, key, objectLimits.record)
  if (object === undefined) return undefined
  const read = parseRecord(object.body, recordSchema, bucketRecord('record-unreadable', { bucket, key }))
  refuseOtherRecord(read, address, { bucket, key })
  return { record: { ...read, ...stackOf(read, { bucket, key }) }, etag: object.etag }
}

/**
 * Records the running release, by compare-and-swap with the tag that was read. If an earlier holder of the lease wrote
 * the record in between, it is replaced; the record of a later holder stays.
 * @throws StageError `deployment-superseded` when another deployment wrote in between
 */
export async function writeEnvironmentRecord(
  objects: Objects,
  bucket: string,
  record: EnvironmentRecord,
  etag: string | undefined,
): Promise<void> {
  const { application, environment, fencing } = record
  const address = { bucket, application, environment }
  const body = new TextEncoder().encode(`${JSON.stringify(record, undefined, 2)}\n`)
  for (let tag = etag; ; ) {
    if ((await objects.replace(bucket, recordKey(address), body, tag)) === 'replaced') return
    const now = await findEnvironmentRecord(objects, address)
    if (fencing === undefined || now?.record.fencing === undefined || now.record.fencing >= fencing)
      throw supersededBy(record, now?.record)
    tag = now.etag
  }
}

/** @throws StageError `deployment-superseded` when a later holder of the lease has written the record */
export function refuseLaterRecord(found: EnvironmentRecord | undefined, record: EnvironmentRecord): void {
  if ((found?.fencing ?? 0) > (record.fencing ?? Number.POSITIVE_INFINITY)) throw supersededBy(record, found)
}

function supersededBy(record: EnvironmentRecord, now: EnvironmentRecord | undefined): StageError {
  const there = now === undefined ? '' : `: release ${shortDigest(now.release)} at ${now.deployedAt}`
  return new StageError(
    'deployment-superseded',
    `another deployment of ${record.application} to ${record.environment} ended in between${there}`,
    {
      hint: 'check which release runs now, and run again if it should be this one',
    },
  )
}

/** Key of the record in the environment's bucket. */
export function recordKey({ application, environment }: RecordAddress): string {
  return `environments/${application}/${environment}.json`
}
