import { createHash, timingSafeEqual } from 'node:crypto'

/** Compares a secret with the expected one, in constant time. Without an expected secret, the answer is false. */
export function isSecret(given: string | undefined, expected: string | undefined): boolean {
  if (given === undefined || expected === undefined || expected === '') return false
  return timingSafeEqual(digest(given), digest(expected))
}

/** Whether the header `authorization` carries the token (RFC 6750, section 2.1). */
export function hasBearerToken(authorization: string | undefined, token: string | undefined): boolean {
  return isSecret(/^Bearer +(\S+)$/i.exec(authorization ?? '')?.[1], token)
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
