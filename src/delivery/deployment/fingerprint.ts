import { StageError } from '../../core/stage-error.ts'

/** The first 12 hex digits of a fingerprint in groups of four, as a person compares it. */
export function shownFingerprint(fingerprint: string): string {
  return fingerprint.slice(0, 12).replace(/(.{4})(?=.)/g, '$1 ')
}

/**
 * What somebody typed or pasted as a fingerprint: at least 12 hex digits, spaces and case do not count.
 * @throws StageError `input-invalid`
 */
export function parseFingerprint(text: string): string {
  const digits = text.replace(/\s/g, '').toLowerCase()
  if (!/^[0-9a-f]{12,64}$/.test(digits))
    throw new StageError('input-invalid', `plan "${text}" is no fingerprint`, {
      hint: 'give the 12 hex digits that a run with --plan-only shows, such as 4be107d293aa',
    })
  return digits
}

/** Whether the fingerprint is the one that was given in full or by its first digits. */
export function isFingerprint(fingerprint: string, given: string): boolean {
  return fingerprint.startsWith(given)
}
