import { createHash, timingSafeEqual } from 'node:crypto'

/** Whether a secret is the expected one, in a time that tells nothing about it. No expected one fits nothing. */
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
