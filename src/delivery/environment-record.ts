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
  const object = await objects.read(address.bucket, keyOf(address))
  if (object === undefined) return undefined
  return { record: JSON.parse(new TextDecoder().decode(object.body)) as EnvironmentRecord, etag: object.etag }
}

/**
 * Says what runs now, by compare-and-swap against the tag that was read.
 * @throws StageError `deployment-superseded` when another deployment wrote in between
 */
export async function writeEnvironmentRecord(
  objects: Objects,
  bucket: string,
  record: EnvironmentRecord,
  etag: string | undefined,
): Promise<void> {
  const address = { bucket, application: record.application, environment: record.environment }
  const body = new TextEncoder().encode(`${JSON.stringify(record, undefined, 2)}\n`)
  if ((await objects.replace(bucket, keyOf(address), body, etag)) === 'replaced') return
  throw new StageError(
    'deployment-superseded',
    `another deployment of ${record.application} to ${record.environment} ended meanwhile`,
    {
      hint: 'look at what runs there now, and run again if this release should',
    },
  )
}

function keyOf({ application, environment }: RecordAddress): string {
  return `environments/${application}/${environment}.json`
}
