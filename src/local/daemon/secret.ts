import { randomInt } from 'node:crypto'

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'
const length = 40

/**
 * A random secret access key with the length of an AWS key. It has only letters and digits, so a shell need not quote
 * it.
 */
export function newSecret(): string {
  return Array.from({ length }, () => alphabet[randomInt(alphabet.length)]).join('')
}
