import { scryptSync } from 'node:crypto'
import { sha256 } from '../core/sha256.ts'
import { canonicalJson } from './canonical-json.ts'

/** SHA-256 of a text, or of the canonical form of any other value, in hex. */
export function digestOf(value: unknown): string {
  return sha256(typeof value === 'string' ? value : canonicalJson(value))
}

/**
 * A digest of a value that must not be guessed from it: the digests of a plan are shown to everybody,
 * and a password is short. The salt is what the value belongs to.
 */
export function secretDigestOf(value: string, salt: string): string {
  return scryptSync(value, salt, 32).toString('hex')
}
