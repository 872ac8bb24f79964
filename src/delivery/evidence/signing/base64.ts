/**
 * Decodes the standard or the URL-safe alphabet, as DSSE v1.0 requires; padding may be missing. Each value has one text
 * per alphabet: blanks, mixed alphabets, and bits after the end are refused.
 * @returns undefined for invalid base64
 */
export function decodeBase64(text: unknown): Uint8Array | undefined {
  if (typeof text !== 'string') return undefined
  const bytes = Buffer.from(text, 'base64')
  const standard = bytes.toString('base64')
  const same = [standard, standard.replace(/(?<!=)=+$/, ''), bytes.toString('base64url'), safePadded(standard)]
  return same.includes(text) ? bytes : undefined
}

function safePadded(standard: string): string {
  return standard.replaceAll('+', '-').replaceAll('/', '_')
}
