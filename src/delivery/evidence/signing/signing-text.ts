import type { OpenedStatement } from './envelope.ts'

/**
 * Whether evidence is signed, and by whom, as text for plan, summary and record.
 * @param signers names of the declared signers with a valid signature
 */
export function signingText(opened: Pick<OpenedStatement, 'signatures'>, signers: readonly string[]): string {
  if (signers.length > 0) return `signed by ${signers.join(', ')}`
  return opened.signatures.length === 0 ? 'unsigned' : 'signed by a key that liftlock.yml does not declare'
}
