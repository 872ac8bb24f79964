import type { Objects } from '../core/ports/objects.ts'
import { StageError } from '../core/stage-error.ts'

/** What runs in an environment, kept in its bucket under `environments/<application>/<environment>.json`. */
export interface EnvironmentRecord {
  readonly formatVersion: 1
  readonly application: string
  readonly environment: string
  /** Digest of the release's manifest, hex. */
  readonly release: string
  readonly stackId: string
  /** SHA-256 over the canonical form of the stack's parameters, hex. */
  readonly parametersDigest: string
  /** ISO 8601, UTC. */
  readonly deployedAt: string
  /** Fencing number of the lease under which it was written; a lower one is refused. */
  readonly fencing?: number
}

export interface RecordAddress {
  readonly bucket: string
  readonly application: string
  readonly environment: string
}

/** The record with the tag that a change must present; undefined before the first deployment. */
export async function findEnvironmentRecord(
  objects: Objects,
  address: RecordAddress,
): Promise<{ readonly record: EnvironmentRecord; readonly etag: string } | undefined> {
  const object = await objects.read(address.bucket, recordKey(address))
  if (object === undefined) return undefined
  return { record: JSON.parse(new TextDecoder().decode(object.body)) as EnvironmentRecord, etag: object.etag }
}

/**
 * Says what runs now, by compare-and-swap against the tag that was read. A record that an earlier holder of the lease wrote in
 * between gives way; one of a later holder stays.
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
  const there = now === undefined ? '' : `: release ${now.release.slice(0, 12)} at ${now.deployedAt}`
  return new StageError(
    'deployment-superseded',
    `another deployment of ${record.application} to ${record.environment} ended meanwhile${there}`,
    {
      hint: 'look at what runs there now, and run again if this release should',
    },
  )
}

/** Key of the record in the environment's bucket. */
export function recordKey({ application, environment }: RecordAddress): string {
  return `environments/${application}/${environment}.json`
}
