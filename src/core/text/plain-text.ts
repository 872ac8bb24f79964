/**
 * Converts a text, number or boolean to text; anything else becomes empty. A mapping may have a member `toString` that
 * is not a function, which would break `String(…)`.
 */
export function plainText(value: unknown): string {
  return ['string', 'number', 'boolean'].includes(typeof value) ? String(value) : ''
}
