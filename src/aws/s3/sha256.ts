import { createHash } from 'node:crypto'

/** SHA-256 in the form of the header `x-amz-checksum-sha256`. */
export function sha256Base64(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('base64')
}

/** Converts a digest from base64 (S3) to lower-case hex (our keys). */
export function hexOf(base64: string): string {
  return Buffer.from(base64, 'base64').toString('hex')
}

/** Converts a digest from lower-case hex (our keys) to base64 (S3). */
export function base64Of(hex: string): string {
  return Buffer.from(hex, 'hex').toString('base64')
}
