import type { StoredRecord } from '../core/documents/stored-record.ts'
import { commandText } from '../core/text/command-line.ts'

/** A record in an artifact bucket, with the error for a damaged one. */
export function bucketRecord(
  reason: 'record-unreadable' | 'lease-unreadable' | 'release-tampered',
  { bucket, key }: { readonly bucket: string; readonly key: string },
): StoredRecord {
  const name = `s3://${bucket}/${key}`
  return { name, reason, hint: hintOf(reason, name) }
}

function hintOf(reason: StoredRecord['reason'], address: string): string {
  if (reason === 'lease-unreadable')
    return commandText`if nothing is being deployed: aws s3 rm ${address}; the next run creates it again`
  if (reason === 'release-tampered')
    return 'find out who wrote it; give the digest of the release instead of the version'
  return 'find out who wrote it, restore its last good version or remove it, then deploy again'
}
