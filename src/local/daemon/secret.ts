import { randomInt } from 'node:crypto'

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'
const length = 40

/** A random secret access key, as long as those of AWS, of letters and digits only: no shell has to quote it. */
export function newSecret(): string {
  return Array.from({ length }, () => alphabet[randomInt(alphabet.length)]).join('')
}
