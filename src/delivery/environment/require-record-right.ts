import type { Objects } from '../../core/ports/objects.ts'
import { type RecordAddress, recordKey } from './environment-record.ts'

/** A tag that no object has: S3 uses quoted MD5 digests, with a part count for multipart uploads. */
const tagOfNothing = '"00000000000000000000000000000000"'

/**
 * Refuses a deployment whose role may not write the environment's record afterwards. It tries to write under a tag that
 * cannot exist: S3 checks the rights first, and then changes nothing (S3 User Guide, "Conditional writes").
 * @throws StageError `access-denied` with the statement to add
 */
export async function requireRecordRight(objects: Objects, address: RecordAddress): Promise<void> {
  await objects.replace(address.bucket, recordKey(address), new TextEncoder().encode('{}\n'), tagOfNothing)
}
