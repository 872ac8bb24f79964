import type { StoredRecord } from '../core/documents/stored-record.ts'
import { commandText } from '../core/text/command-line.ts'

/** A record in an artifact bucket, with the failure that names it. */
export function bucketRecord(
  reason: 'record-unreadable' | 'lease-unreadable' | 'release-tampered',
  { bucket, key }: { readonly bucket: string; readonly key: string },
): StoredRecord {
  const name = `s3://${bucket}/${key}`
  return { name, reason, hint: hintOf(reason, name) }
}

function hintOf(reason: StoredRecord['reason'], address: string): string {
  if (reason === 'lease-unreadable')
    return commandText`if nothing is being deployed: aws s3 rm ${address}; the next run makes it anew`
  if (reason === 'release-tampered')
    return 'find out who wrote it; give the digest of the release instead of the version'
  return 'find out who wrote it, put back its last good version, or remove it, and deploy again'
}
