import { createHash, scryptSync } from 'node:crypto'

/** SHA-256 of a text, or of the canonical form of any other value, in hex. */
export function digestOf(value: unknown): string {
  const text = typeof value === 'string' ? value : canonicalJson(value)
  return createHash('sha256').update(text).digest('hex')
}

/**
 * A digest of a value that must not be guessed from it: the digests of a plan are shown to everybody,
 * and a password is short. The salt is what the value belongs to.
 */
export function secretDigestOf(value: string, salt: string): string {
  return scryptSync(value, salt, 32).toString('hex')
}

/** JSON with sorted keys and without spaces (RFC 8785, for the plain data that plans are made of). */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, item) =>
    typeof item === 'object' && item !== null && !Array.isArray(item)
      ? Object.fromEntries(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1)))
      : item,
  )
}
