import { createHash } from 'node:crypto'

/**
 * The object id that git gives to the content of a file (gitformat-pack(5)).
 * @param digits 40 for SHA-1, 64 for SHA-256
 */
export function objectId(content: Uint8Array, digits: number): string {
  return createHash(digits === 64 ? 'sha256' : 'sha1')
    .update(`blob ${content.length}\0`)
    .update(content)
    .digest('hex')
}
