import { scryptSync } from 'node:crypto'
import { sha256 } from '../core/sha256.ts'
import { canonicalJson } from './canonical-json.ts'

/** SHA-256 of a text, or of the canonical form of any other value, in hex. */
export function digestOf(value: unknown): string {
  return sha256(typeof value === 'string' ? value : canonicalJson(value))
}

/**
 * A digest that does not allow guessing the value, for short secrets such as passwords: plans show their digests to
 * everyone. The salt is what the value belongs to.
 */
export function secretDigestOf(value: string, salt: string): string {
  return scryptSync(value, salt, 32).toString('hex')
}
