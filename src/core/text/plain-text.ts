/**
 * A text, number or truth as text. Anything else is empty: a mapping may bring a `toString` of its own, which is no function and
 * breaks `String(…)`.
 */
export function plainText(value: unknown): string {
  return ['string', 'number', 'boolean'].includes(typeof value) ? String(value) : ''
}
