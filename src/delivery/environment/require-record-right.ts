import type { Objects } from '../../core/ports/objects.ts'
import { type RecordAddress, recordKey } from './environment-record.ts'

/** The tag of no object: S3 keeps quoted MD5 digests or numbers of parts. */
const tagOfNothing = '"00000000000000000000000000000000"'

/**
 * Refuses a deployment whose role may not write the record of the environment afterwards. The write is tried under the tag of a version that
 * cannot be there: S3 looks at the rights first, and then changes nothing (S3 User Guide, "Conditional writes").
 * @throws StageError `access-denied` with the statement to add
 */
export async function requireRecordRight(objects: Objects, address: RecordAddress): Promise<void> {
  await objects.replace(address.bucket, recordKey(address), new TextEncoder().encode('{}\n'), tagOfNothing)
}
