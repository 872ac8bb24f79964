/**
 * JSON in a canonical form, the same for equal values: keys sorted by UTF-16 code units, no blanks (RFC 8785).
 * Undefined members are left out.
 * @throws TypeError for values that JSON cannot represent: NaN, infinities, functions, lone surrogates
 */
export function canonicalJson(value: unknown): string {
  if (value === null || typeof value === 'boolean') return String(value)
  if (typeof value === 'string') return quoted(value)
  if (typeof value === 'number' && Number.isFinite(value)) return JSON.stringify(value)
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`
  if (typeof value === 'object') {
    const members = Object.entries(value)
      .filter(([, member]) => member !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
    return `{${members.map(([key, member]) => `${quoted(key)}:${canonicalJson(member)}`).join(',')}}`
  }
  throw new TypeError(`${String(value)} has no canonical JSON`)
}

function quoted(text: string): string {
  if (/[\uD800-\uDFFF]/u.test(text)) throw new TypeError('a lone surrogate has no canonical JSON')
  return JSON.stringify(text)
}
