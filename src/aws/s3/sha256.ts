import { createHash } from 'node:crypto'

/** SHA-256 as S3 wants it in `x-amz-checksum-sha256`. */
export function sha256Base64(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('base64')
}

/** Base64, as S3 tells digests, in lower-case hex, as our keys carry them. */
export function hexOf(base64: string): string {
  return Buffer.from(base64, 'base64').toString('hex')
}

/** Lower-case hex, as our keys carry digests, in base64, as S3 wants them. */
export function base64Of(hex: string): string {
  return Buffer.from(hex, 'hex').toString('base64')
}
