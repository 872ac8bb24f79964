import type { OpenedStatement } from './envelope.ts'

/**
 * Whether evidence is signed, and by whom, as plan, summary and record say it.
 * @param signers names of the declared signers whose signature is valid
 */
export function signingText(opened: Pick<OpenedStatement, 'signatures'>, signers: readonly string[]): string {
  if (signers.length > 0) return `signed by ${signers.join(', ')}`
  return opened.signatures.length === 0 ? 'unsigned' : 'signed by a key that liftlock.yml does not declare'
}
