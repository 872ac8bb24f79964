import { input, next } from '../../core/run/next-step.ts'
import { StageError } from '../../core/run/stage-error.ts'
import { shortDigest } from '../../core/text/short-digest.ts'

/** The first 12 hex digits of a fingerprint in groups of four, for display only: inputs need all 64 digits. */
export function shownFingerprint(fingerprint: string): string {
  return shortDigest(fingerprint).replace(/(.{4})(?=.)/g, '$1 ')
}

/**
 * Reads a fingerprint that a person typed or pasted: 64 hex digits; blanks and letter case are ignored. The first
 * digits are not enough, because an attacker could make another plan with the same first digits.
 * @throws StageError `input-invalid`
 */
export function parseFingerprint(text: string): string {
  const digits = text.replace(/\s/g, '').toLowerCase()
  if (/^[0-9a-f]{64}$/.test(digits)) return digits
  const isShort = /^[0-9a-f]{1,63}$/.test(digits)
  const fault = isShort ? `has ${digits.length} of the 64 digits of a fingerprint` : 'is not a fingerprint'
  throw new StageError('input-invalid', `plan "${text}" ${fault}`, {
    hint: next`give all 64 hex digits: the run with ${input('plan-only')} prints them, and gives them as the output fingerprint`,
  })
}
